package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.CounterScheme;
import io.netstack.observe.Counters;
import io.netstack.observe.ListenerStatus;
import io.netstack.observe.ListenerStatus.Queue;
import io.netstack.observe.StatusDirectory;
import io.netstack.observe.StatusMap;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Listeners as FreeBSD's netstat -L and Linux' ss show them. */
class NetstatCommandTest {
    private static final long PID = ProcessHandle.current().pid();

    private static Console run(String line, ListenerStatus... listeners) throws IOException {
        Console console = new Console();
        try (StatusMap map = StatusMap.create(StatusDirectory.ofThisUser(), 1, listeners.length)) {
            map.publish(0, new Counters(CounterScheme.LINUX), List.of(listeners));
            assertThat(console.runLine(line + " --pid " + PID)).as(console.err()).isZero();
        }
        return console;
    }

    private static ListenerStatus listener(String address, int port, int waiting, int incomplete, int limit) {
        return new ListenerStatus(address, port, "freebsd-14", new Queue(7, 9, 15_360), new Queue(waiting, waiting, limit), incomplete);
    }

    @Test
    void qlenIncqlenAndMaxqlenStandBesideTheAddress() throws IOException {
        assertThat(run("netstat -L", listener("198.18.0.1", 8080, 4, 3, 2), listener("0.0.0.0", 80, 0, 0, 128)).lines()).containsExactly(
            "Current listen queue sizes (qlen/incqlen/maxqlen)",
            "Proto Listen                           Local Address",
            "tcp4  4/3/2                            198.18.0.1.8080",
            "tcp4  0/0/128                          *.80");
    }

    @Test
    void aListenerWithBacklog0IsNotShown() throws IOException {
        assertThat(run("netstat -Lan", listener("198.18.0.1", 80, 1, 0, 0)).lines()).isEmpty();
        assertThat(run("netstat -L --json", listener("198.18.0.1", 80, 1, 0, 0)).out()).contains("\"qlen\":1,\"incqlen\":0,\"maxqlen\":0");
    }

    @Test
    void ssShowsALimitForEachQueue() throws IOException {
        assertThat(run("ss", listener("198.18.0.1", 80, 4, 3, 2)).lines().getLast()).startsWith("LISTEN       4       2  198.18.0.1:80")
            .matches(".* 7 +15360 +4 +9 +freebsd-14 +" + PID);
    }

    @Test
    void withoutLNothingIsShown() {
        Console console = new Console();
        assertThat(console.runLine("netstat")).isEqualTo(2);
        assertThat(console.err().lines()).containsExactly(
            "netstack netstat: give -L, the listen queues; connections and counters: netstack ss, netstack nstat");
    }
}
