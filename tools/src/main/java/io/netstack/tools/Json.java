package io.netstack.tools;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.observe.ListenerStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Objects as one line of JSON. */
final class Json {
    private Json() {
    }

    /** The lengths of a queue. */
    static Map<String, Object> queue(ListenerStatus.Queue queue) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("length", queue.length());
        object.put("peak", queue.peak());
        object.put("limit", queue.limit());
        return object;
    }

    /** @param value maps, lists, texts, numbers, booleans, null */
    static String line(Object value) {
        try {
            return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(value);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
    }
}
