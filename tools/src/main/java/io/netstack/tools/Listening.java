package io.netstack.tools;

import io.netstack.app.Listener;
import io.netstack.app.Netstack;
import io.netstack.policy.ListenOptions;
import java.net.SocketException;

/** listen() for commands. */
final class Listening {
    private Listening() {
    }

    /** @throws UsageError when the address is not the stack's or in use, or the policy refuses the backlog */
    static Listener open(Netstack stack, String address, int port, int backlog) {
        return open(stack, address, port, backlog, ListenOptions.NONE);
    }

    /** The same, with socket options. */
    static Listener open(Netstack stack, String address, int port, int backlog, ListenOptions options) {
        try {
            return stack.listen(address, port, backlog, options);
        } catch (SocketException e) {
            throw new UsageError("cannot listen with backlog " + backlog + ": " + e.getMessage());
        }
    }
}
