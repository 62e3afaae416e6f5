package io.netstack.tools.lab;

import io.netstack.pcap.LinkException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The client's side: an anonymous network namespace, and a process namespace for whatever runs in it, both held by one child process.
 *
 * <pre>
 *   this JVM ──pipe──▶ cat, process 1 of its namespace        JVM ends, however it ends → the pipe ends → cat ends
 *        │                                                   → the kernel kills every client → the network namespace and
 *        └── clients, started through nsenter                  its interfaces are gone
 * </pre>
 *
 * The pipe is what makes it safe: a parent-death signal would be tied to the Java thread that happened to start the child. The holder has a
 * session of its own, so that ^C at the terminal reaches us first and the clients keep their network until we let it go.
 */
final class ClientNamespace implements AutoCloseable {

    private static final long CLOSE_SECONDS = 5;

    private final Process holder;

    private ClientNamespace(Process holder) {
        this.holder = holder;
    }

    /** @throws LinkException when the privilege or util-linux is missing */
    static ClientNamespace open() {
        List<String> command = List.of("setsid", "unshare", "--net", "--pid", "--fork", "--kill-child", "cat");
        try {
            Process holder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            // cat answers only after both namespaces exist
            holder.getOutputStream().write('\n');
            holder.getOutputStream().flush();
            if (holder.getInputStream().read() != '\n') {
                throw new LinkException("no network namespace for the clients: '" + String.join(" ", command) + "' ended with "
                        + holder.waitFor() + " (it takes root, or a user namespace: run through tools/netstack)");
            }
            return new ClientNamespace(holder);
        } catch (IOException e) {
            throw new LinkException("no network namespace for the clients: " + e.getMessage() + " (install util-linux)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinkException("interrupted while a namespace was made", e);
        }
    }

    /** A process whose network namespace is the client's. */
    long pid() {
        return holder.pid();
    }

    /** What runs a program of ours on the client's side, to its end. */
    List<String> enterNetwork() {
        return List.of("nsenter", "--net=/proc/" + pid() + "/ns/net", "--");
    }

    /** A client: also in the process namespace, so that it cannot outlive us; killed when its nsenter is. */
    List<String> wrap(List<String> command) {
        List<String> wrapped = new ArrayList<>(List.of("nsenter", "--net=/proc/" + pid() + "/ns/net",
                "--pid=/proc/" + pid() + "/ns/pid_for_children", "--", "setpriv", "--pdeathsig", "KILL", "--"));
        wrapped.addAll(command);
        return wrapped;
    }

    /** Ends every client and the namespace. */
    @Override
    public void close() {
        try {
            holder.getOutputStream().close();
        } catch (IOException e) {
            holder.destroyForcibly();
        }
        try {
            if (!holder.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                holder.destroyForcibly();
            }
        } catch (InterruptedException e) {
            holder.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
