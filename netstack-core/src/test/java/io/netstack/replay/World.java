package io.netstack.replay;

import java.util.Map;

/** Where a script or a recording is played: a listener behind a link, and a clock. */
public interface World extends AutoCloseable {

    /** Takes a frame that the listener sent, and when, in seconds since the start. */
    @FunctionalInterface
    interface Sink {
        void frame(byte[] frame, double t);
    }

    /** Where frames that come back go. Set once, before anything else. */
    void sink(Sink sink);

    /** The clock starts now: after the configuration, before anything is recorded. */
    void start();

    /** Seconds since the start. */
    double now();

    /** Lets time pass up to a moment; frames that come back meanwhile go to the sink. */
    void runUntil(double t);

    /** Sends a frame to the listener. */
    void send(byte[] frame);

    /**
     * A call by name: {@code config listen relisten accept send recv shutdown close stat}.
     *
     * @return {@code ok} true and results, or {@code ok} false and {@code err}, the name of the error
     */
    Map<String, Object> call(String op, Map<String, Object> arguments);

    @Override
    void close();
}
