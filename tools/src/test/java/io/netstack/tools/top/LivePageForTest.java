package io.netstack.tools.top;

import io.netstack.observe.StatusSnapshot;
import java.io.Closeable;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/** The live page on any free port, of snapshots that a test makes up. */
public final class LivePageForTest implements Closeable {
    private final LivePage page;

    public LivePageForTest(Supplier<List<StatusSnapshot>> snapshots) {
        page = new LivePage(0, snapshots::get);
    }

    public URI address() {
        return URI.create(page.address());
    }

    @Override
    public void close() {
        page.close();
    }
}
