package io.netstack.tools.impair;

import io.netstack.link.ImpairedLink;
import io.netstack.link.Impairment;
import io.netstack.link.ImpairmentCounts;
import io.netstack.link.ImpairmentRule;
import io.netstack.link.Link;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A bad network as it was asked for.
 *
 * @param text  the words in which it was asked for
 * @param in    what frames to the stack suffer
 * @param out   what frames from the stack suffer
 * @param rules for particular frames
 * @param seed  of chance
 */
public record BadNetwork(String text, Impairment in, Impairment out, List<ImpairmentRule> rules, long seed) {

    /**
     * Puts it around a link.
     *
     * @param clockNs {@link System#nanoTime}, or virtual time
     */
    public ImpairedLink around(Link link, LongSupplier clockNs) {
        return new ImpairedLink(link, in, out, rules, seed, clockNs);
    }

    /** What both directions of a link suffered: {@code to the server} and {@code from the server}. */
    public static Map<String, Map<String, Long>> suffered(ImpairedLink link) {
        Map<String, Map<String, Long>> both = new LinkedHashMap<>();
        both.put("to the server", counts(link.inboundCounts()));
        both.put("from the server", counts(link.outboundCounts()));
        return both;
    }

    /** What one direction suffered, by name; {@code frames} first. */
    private static Map<String, Long> counts(ImpairmentCounts counts) {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("frames", counts.frames());
        map.put("lost", counts.lost());
        map.put("beyond the queue", counts.queueDropped());
        map.put("corrupted", counts.corrupted());
        map.put("held back", counts.heldBack());
        map.put("duplicated", counts.duplicated());
        map.put("by rule", counts.ruled());
        return map;
    }

    /** The same in words, without what did not happen: {@code 20 frames, 1 lost}. */
    public static String words(Map<String, Long> counts) {
        StringBuilder words = new StringBuilder();
        counts.forEach((name, count) -> {
            if (words.isEmpty()) {
                words.append(count).append(' ').append(name);
            } else if (count > 0) {
                words.append(", ").append(count).append(' ').append(name);
            }
        });
        return words.toString();
    }
}
