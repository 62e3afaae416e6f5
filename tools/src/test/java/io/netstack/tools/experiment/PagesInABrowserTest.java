package io.netstack.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netstack.observe.ListenerStatus;
import io.netstack.observe.StatusSnapshot;
import io.netstack.tools.browser.Browser;
import io.netstack.tools.custom.PolicyShelf;
import io.netstack.tools.experiment.Scenario.Key;
import io.netstack.tools.top.LivePageForTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Reports and the live page in a real browser, in a laptop's and a projector's window, light and dark: they draw, complain about nothing,
 * ask the network for nothing, and nothing in them is too small, too pale or cut off.
 */
@Timeout(180)
class PagesInABrowserTest {
    private static final int[][] WINDOWS = {{1366, 768}, {1920, 1080}};
    /** Canvases on which there are fewer than three colours. */
    private static final String EMPTY_CHARTS = """
        [...document.querySelectorAll('canvas')].filter(canvas => {
          const bytes = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
          return new Set(bytes).size < 3;
        }).length""";
    /** Texts below 14 pixels, or whose contrast with their background is below 4.5 (WCAG 2, AA). */
    private static final String ILLEGIBLE = """
        (() => {
          const channels = color => color.match(/[0-9.]+/g).map(Number);
          const luminance = color => channels(color).slice(0, 3).map(c => c / 255)
            .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = e => {
            while (e && channels(getComputedStyle(e).backgroundColor)[3] === 0) { e = e.parentElement; }
            return e ? getComputedStyle(e).backgroundColor : 'rgb(255, 255, 255)';
          };
          const bad = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const e = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || e.closest('script') || !e.getClientRects().length) { continue; }
            const style = getComputedStyle(e);
            const pair = [luminance(e.closest('svg') ? style.fill : style.color), luminance(ground(e))].sort((a, b) => b - a);
            if (parseFloat(style.fontSize) < 14 || (pair[0] + 0.05) / (pair[1] + 0.05) < 4.5) {
              bad.push(walker.currentNode.data.trim().slice(0, 40) + ': ' + style.fontSize + ', ' + style.color + ' on ' + ground(e));
            }
          }
          return bad;
        })()""";

    @TempDir
    private static Path directory;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        assumeTrue(Browser.program() != null, "there is no Chromium here: no page was looked at");
        browser = new Browser(directory.resolve("browser"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private static void look(URI page, int charts, String then) throws InterruptedException {
        for (int[] window : WINDOWS) {
            for (boolean dark : new boolean[] {false, true}) {
                String where = page + ", " + window[0] + "x" + window[1] + (dark ? ", dark" : ", light");
                browser.show(page, window[0], window[1], dark);
                browser.evaluate(then);
                assertThat(browser.complaints()).as(where).isEmpty();
                assertThat(browser.requests()).as(where).allMatch(url -> url.startsWith(page.toString()));
                assertThat(browser.evaluate("document.querySelectorAll('canvas').length")).as(where).isEqualTo(charts);
                assertThat(browser.evaluate(EMPTY_CHARTS)).as(where).isEqualTo(0);
                assertThat((List<?>) browser.evaluate(ILLEGIBLE)).as(where).isEmpty();
                assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth")).as(where).isEqualTo(true);
                assertThat(browser.evaluate("document.documentElement.classList.contains('dark')")).as(where).isEqualTo(dark);
            }
        }
    }

    @Test
    void theReportOfARunDrawsAndEveryConnectionInItCanBeShown() throws IOException, InterruptedException {
        Scenario scenario = Scenario.of(Map.of(Key.BACKLOG, "4", Key.ARRIVAL, "1500/s", Key.FOR, "3s", Key.LOSS, "1%"),
            new PolicyShelf(List.of()));
        Path html = directory.resolve("run.html");
        new Report(Experiment.run(scenario)).writeHtml(html);
        look(html.toUri(), 2, """
            document.querySelectorAll('.row button').forEach(button => {
              button.click();
              const width = document.querySelector('main').clientWidth;
              document.querySelectorAll('main svg text').forEach(text => {
                const box = text.getBBox();
                if (box.x < 0 || box.x + box.width > 1130) { throw new Error('cut off: ' + text.textContent); }
              });
            })""");
        assertThat(browser.evaluate("document.querySelectorAll('.row button').length")).isNotEqualTo(0);
    }

    @Test
    void theReportOfASweepDrawsWhateverIsChosen() throws InterruptedException {
        Path html = directory.resolve("sweep.html");
        StringWriter out = new StringWriter();
        int code = new CommandLine(new SweepCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(out)).execute("--policy",
            "linux,freebsd-14,windows", "--backlog", "1..32:x2", "--arrival", "500,1200", "--flood", "0,1k", "--for", "200ms", "--settle",
            "100ms", "--out", directory.resolve("sweep.csv").toString(), "--html", html.toString());
        assertThat(code).as("%s", out).isZero();
        look(html.toUri(), 4, "document.querySelectorAll('.row button').forEach(button => button.click())");
    }

    @Test
    void theLivePageDrawsWhatItIsTold() throws IOException, InterruptedException {
        AtomicLong looks = new AtomicLong();
        try (LivePageForTest page = new LivePageForTest(() -> {
            long n = looks.incrementAndGet();
            return List.of(new StatusSnapshot(7, 1_767_225_600_000L + 1000 * n, Map.of("Tcp.InSegs", 40 * n),
                Map.of("SYN_QUEUED", 10 * n), List.of(new ListenerStatus("198.18.0.1", 8080, "linux-6.18",
                    new ListenerStatus.Queue((int) (n % 3), 2, 5, 30_000_000L, 1_000_000L),
                    new ListenerStatus.Queue(2 + (int) (n % 4), 6, 5, 1_300_000_000L, 12_000_000L)))));
        })) {
            look(page.address(), 1, """
                new Promise(drawn => {
                  const timer = setInterval(() => {
                    if (document.querySelectorAll('canvas').length && document.querySelectorAll('tr').length > 3) {
                      clearInterval(timer);
                      drawn(1);
                    }
                  }, 50);
                })""");
            assertThat((String) browser.evaluate("document.body.innerText")).contains("there for 12.0 ms to 1.30 s", "SYN_QUEUED");
        }
        TimeUnit.MILLISECONDS.sleep(1000);
        assertThat((String) browser.evaluate("document.body.innerText")).contains("nobody answers any more");
    }
}
