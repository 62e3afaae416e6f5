package io.netstack.tools.agent;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.link.Link;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Reads calls, one JSON object a line, on a thread of its own, so that the stack's thread never waits for the caller. */
final class AgentInput {
    /** A line that is no JSON object. */
    static final Map<String, Object> UNREADABLE = Map.of("op", "unreadable");

    private final BufferedReader in;
    private final Link link;
    private final ConcurrentLinkedQueue<Map<String, Object>> calls = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    AgentInput(BufferedReader in, Link link) {
        this.in = in;
        this.link = link;
    }

    void start() {
        Thread.ofPlatform().name("agent-input").daemon().start(this::read);
    }

    private void read() {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                calls.add(parse(line));
                link.wake();
            }
        } catch (IOException e) {
            // a caller that is gone is the end of the input
        } finally {
            ended = true;
            link.wake();
        }
    }

    private static Map<String, Object> parse(String line) {
        try {
            return JSON.std.mapFrom(line);
        } catch (IOException e) {
            return UNREADABLE;
        }
    }

    /** The next call; null when none waits. */
    Map<String, Object> poll() {
        return calls.poll();
    }

    /** Has the caller gone, and was everything it said polled? */
    boolean isOver() {
        return ended && calls.isEmpty();
    }
}
