package io.netstack.tools.serve.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is in a directory, as a page with links. */
final class Listing {
    private static final String UNRESERVED = "-._~";

    private Listing() {
    }

    /** @param names of the directories on the way from the root; none is the root itself */
    static byte[] of(Path directory, Collection<String> names) throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.list(directory)) {
            entries = all.sorted().toList();
        }
        String title = escaped("/" + names.stream().map(name -> name + "/").collect(Collectors.joining()));
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<title>" + title + "</title>\n<h1>" + title + "</h1>\n<ul>\n");
        if (!names.isEmpty()) {
            page.append("<li><a href=\"../\">../</a>\n");
        }
        for (Path entry : entries) {
            String name = entry.getFileName() + (Files.isDirectory(entry) ? "/" : "");
            // ./ because a name such as a:b would be read as the address of something else
            page.append("<li><a href=\"./").append(encoded(name)).append("\">").append(escaped(name)).append("</a>\n");
        }
        return page.append("</ul>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The path of a directory as it is written in a field: {@code /a%20b/c}. */
    static String link(Collection<String> names) {
        return names.stream().map(name -> "/" + encoded(name)).collect(Collectors.joining());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static String encoded(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0 || c == '/');
            text.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return text.toString();
    }
}
