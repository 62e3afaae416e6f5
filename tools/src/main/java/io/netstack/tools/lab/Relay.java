package io.netstack.tools.lab;

import io.netstack.pcap.Doorbell;
import io.netstack.pcap.LinkException;
import io.netstack.pcap.TapDevice;

/**
 * The cable between two TAP devices: what one kernel interface sends arrives on the other. One thread, which owns both descriptors.
 *
 * <p>It is needed because a frame injected on a TAP goes to whoever holds the descriptor, never to the kernel stack of the same interface.
 */
final class Relay implements AutoCloseable {

    private static final int BURST = 64;

    private final TapDevice left;
    private final TapDevice right;
    private final Doorbell doorbell;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long lostCount;

    private Relay(TapDevice left, TapDevice right) {
        this.left = left;
        this.right = right;
        this.doorbell = new Doorbell(left.fd(), right.fd());
        this.thread = new Thread(this::run, "relay " + left.name() + "-" + right.name());
        thread.setDaemon(true);
    }

    /** Starts to carry frames; takes over both devices. */
    static Relay start(TapDevice left, TapDevice right) {
        Relay relay = new Relay(left, right);
        relay.thread.start();
        return relay;
    }

    private void run() {
        try {
            while (!stopped) {
                if (carry(left, right) + carry(right, left) == 0) {
                    doorbell.await(Long.MAX_VALUE);
                }
            }
        } catch (LinkException e) {
            // one of the interfaces was removed under us: the cable is cut, which both ends see as silence
            stopped = true;
        }
    }

    private int carry(TapDevice from, TapDevice to) {
        int count = 0;
        while (count < BURST) {
            int length = from.receive();
            if (length == 0) {
                break;
            }
            count++;
            if (!to.send(from.receiveBuffer(), 0, length)) {
                countLost();
            }
        }
        return count;
    }

    /** Only the relay thread counts; others read. */
    private void countLost() {
        lostCount = lostCount + 1;
    }

    /** Frames that an interface did not take. */
    long lostCount() {
        return lostCount;
    }

    /** Not to be interrupted: the descriptors must not be closed, and their numbers given away, while the thread uses them. */
    private void joinThread() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopped = true;
        doorbell.ring();
        joinThread();
        doorbell.close();
        left.close();
        right.close();
    }
}
