package io.netstack.tools;

import io.netstack.observe.StatusDirectory;
import io.netstack.observe.StatusSnapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The stacks of this user that run at the moment. */
public final class RunningStacks {
    private final StatusDirectory directory;

    /** @param directory where the stacks of a user show themselves */
    public RunningStacks(StatusDirectory directory) {
        this.directory = directory;
    }

    /**
     * What each shows now; a map that cannot be read is named on {@code err} and left out.
     *
     * @param pid only this process, or 0 for all
     */
    public List<StatusSnapshot> snapshots(long pid, PrintWriter err) throws IOException {
        List<StatusSnapshot> snapshots = new ArrayList<>();
        for (Path map : directory.running()) {
            try {
                StatusSnapshot snapshot = StatusSnapshot.read(map);
                if (pid == 0 || snapshot.pid() == pid) {
                    snapshots.add(snapshot);
                }
            } catch (NoSuchFileException e) {
                continue; // it ended just now
            } catch (IOException e) {
                err.println("netstack: " + e.getMessage());
            }
        }
        if (pid != 0 && snapshots.isEmpty()) {
            throw new UsageError("--pid " + pid + ": no stack of yours runs in that process");
        }
        if (snapshots.isEmpty()) {
            err.println("netstack: no stack of yours runs (" + directory.path() + ")");
        }
        return snapshots;
    }
}
