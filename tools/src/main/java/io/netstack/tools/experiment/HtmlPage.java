package io.netstack.tools.experiment;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.tools.UsageError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * One file of HTML that carries everything it needs: style, data, script and the chart library (Apache ECharts, from its WebJar). It
 * opens without a network, years later too.
 */
public final class HtmlPage {
    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

    private HtmlPage() {
    }

    /**
     * Writes a page.
     *
     * @param script name of the resource that draws the data
     * @throws UsageError when the file cannot be written
     */
    static void write(Path file, String title, String script, Map<String, Object> data) throws IOException {
        String page = text(title, script, data);
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new UsageError("cannot write the report " + file, e);
        }
    }

    /** The page itself. */
    public static String text(String title, String script, Map<String, Object> data) throws IOException {
        // "</" would end the script element it stands in
        String json = JSON.std.asString(data).replace("</", "<\\/");
        String page = resource("page.html").replace("{{TITLE}}", escaped(title));
        page = put(page, "{{ECHARTS}}", resource(ECHARTS));
        page = put(page, "{{DATA}}", json);
        page = put(page, "{{COMMON}}", resource("common.js"));
        return put(page, "{{SCRIPT}}", resource(script));
    }

    /** Replaces the one occurrence, whatever stands in the text. */
    private static String put(String page, String place, String text) {
        int at = page.indexOf(place);
        return page.substring(0, at) + text + page.substring(at + place.length());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("missing in this build: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
