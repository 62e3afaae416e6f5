package io.netstack.tools.serve.http;

import java.util.Locale;
import java.util.Map;

/** The content type of a file, by the end of its name. */
final class MediaType {
    static final String PLAIN = "text/plain; charset=utf-8";
    static final String HTML = "text/html; charset=utf-8";
    private static final String UNKNOWN = "application/octet-stream";

    private static final Map<String, String> BY_END = Map.ofEntries(Map.entry("html", HTML), Map.entry("htm", HTML),
        Map.entry("txt", PLAIN), Map.entry("log", PLAIN), Map.entry("java", PLAIN), Map.entry("pkt", PLAIN), Map.entry("sh", PLAIN),
        Map.entry("md", "text/markdown; charset=utf-8"), Map.entry("csv", "text/csv; charset=utf-8"),
        Map.entry("css", "text/css; charset=utf-8"), Map.entry("js", "text/javascript; charset=utf-8"),
        Map.entry("mjs", "text/javascript; charset=utf-8"), Map.entry("json", "application/json"), Map.entry("xml", "application/xml"),
        Map.entry("pdf", "application/pdf"), Map.entry("zip", "application/zip"), Map.entry("gz", "application/gzip"),
        Map.entry("jar", "application/java-archive"), Map.entry("wasm", "application/wasm"),
        Map.entry("pcap", "application/vnd.tcpdump.pcap"), Map.entry("pcapng", "application/x-pcapng"), Map.entry("png", "image/png"),
        Map.entry("jpg", "image/jpeg"), Map.entry("jpeg", "image/jpeg"), Map.entry("gif", "image/gif"), Map.entry("webp", "image/webp"),
        Map.entry("svg", "image/svg+xml"), Map.entry("ico", "image/x-icon"), Map.entry("mp3", "audio/mpeg"), Map.entry("mp4", "video/mp4"),
        Map.entry("webm", "video/webm"), Map.entry("ttf", "font/ttf"), Map.entry("woff", "font/woff"), Map.entry("woff2", "font/woff2"));

    private MediaType() {
    }

    /** The type of a file called so. */
    static String of(String name) {
        return BY_END.getOrDefault(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), UNKNOWN);
    }
}
