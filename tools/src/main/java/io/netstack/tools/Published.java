package io.netstack.tools;

import io.netstack.app.Netstack;
import io.netstack.observe.StatusDirectory;
import io.netstack.observe.StatusPublisher;
import java.io.IOException;
import java.time.Duration;

/** A stack that shows itself to {@code netstack ss} and {@code netstack nstat} while this is open; nothing where that cannot be. */
final class Published implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final StatusPublisher publisher;

    private Published(StatusPublisher publisher) {
        this.publisher = publisher;
    }

    /** Shows a stack; where no map can be made, the stack runs unseen. */
    static Published of(Netstack stack) {
        try {
            return new Published(new StatusPublisher(StatusDirectory.ofThisUser(), stack.counters(), stack::listeners, INTERVAL));
        } catch (IOException e) {
            return new Published(null);
        }
    }

    @Override
    public void close() {
        if (publisher != null) {
            publisher.close();
        }
    }
}
