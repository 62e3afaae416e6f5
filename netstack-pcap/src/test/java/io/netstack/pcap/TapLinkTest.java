package io.netstack.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.link.LinkCapabilities;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@Live(needs = Live.Need.TUN)
class TapLinkTest {

    private static final LinkCapabilities OURS = new LinkCapabilities(1500, 0x02_00_00_00_00_01L, false);
    private static final int SERVER = 198 << 24 | 18 << 16 | 1;

    @Test
    void theKernelBehindTheTapGetsItsDatagramBack() throws Exception {
        try (TapLink link = TapLink.create("tap0", OURS)) {
            Shell.run("ip", "addr", "add", "198.18.0.2/24", "dev", "tap0");
            new NetDevice("tap0").bringUp(true);
            EchoResponder responder = new EchoResponder(link, SERVER);
            String back = KernelClient.exchange("198.18.0.1", "over a TAP", () -> responder.serveOne(2_000_000_000L));
            assertThat(back).isEqualTo("over a TAP");
            assertThat(responder.echoCount()).isEqualTo(1);
        }
    }

    @Test
    void whoLooksAheadHearsOfABurstBeforeItsFirstFrame() throws Exception {
        Shell.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
        try (TapLink link = TapLink.create("tap0", OURS)) {
            Shell.run("ip", "addr", "add", "198.18.0.2/24", "dev", "tap0");
            new NetDevice("tap0").bringUp(true);
            Shell.run("ip", "neigh", "replace", "198.18.0.1", "lladdr", "02:00:00:00:00:01", "dev", "tap0");
            KernelClient.sendAll("198.18.0.1", 100);
            BurstEar ear = new BurstEar();
            assertThat(link.poll(ear, 10)).isEqualTo(10);
            assertThat(link.poll(ear, 256)).isEqualTo(90);
            assertThat(ear.bursts).containsExactly(10, 64, 26);
            assertThat(ear.lengths).as("in order, each once").isEqualTo(IntStream.range(0, 100).map(n -> 14 + 20 + 8 + n).boxed().toList());
        }
    }

    @Test
    void aWakeFromAnotherThreadEndsAnAwaitOfAnIdleLink() throws Exception {
        try (TapLink link = TapLink.create("tap0", OURS)) {
            Thread waker = Thread.ofPlatform().start(() -> {
                sleep(50);
                link.wake();
            });
            long startNs = System.nanoTime();
            link.await(Long.MAX_VALUE);
            assertThat(System.nanoTime() - startNs).isBetween(20_000_000L, 5_000_000_000L);
            waker.join();
        }
    }

    @Test
    void aWakeBeforeTheAwaitIsNotLostAndCountsOnce() {
        try (TapLink link = TapLink.create("tap0", OURS)) {
            link.wake();
            link.wake();
            long startNs = System.nanoTime();
            link.await(startNs + 5_000_000_000L);
            assertThat(System.nanoTime() - startNs).isLessThan(1_000_000_000L);
            long secondNs = System.nanoTime();
            link.await(secondNs + 20_000_000L);
            assertThat(System.nanoTime() - secondNs).isGreaterThanOrEqualTo(20_000_000L);
        }
    }

    @Test
    void anAwaitEndsAtItsTimeWithinAMillisecondsOrder() {
        try (TapLink link = TapLink.create("tap0", OURS)) {
            long untilNs = System.nanoTime() + 300_000;
            link.await(untilNs);
            assertThat(System.nanoTime()).isGreaterThanOrEqualTo(untilNs);
        }
    }

    @Test
    void aFrameToAnInterfaceThatIsDownIsNotTaken() {
        try (TapLink link = TapLink.create("tap0", OURS)) {
            assertThat(link.send(new byte[60], 0, 60)).isFalse();
        }
    }

    @Test
    void anInterfaceThatDisappearsIsToldInOneLine() throws Exception {
        try (TapLink link = TapLink.create("tap0", OURS)) {
            Shell.run("ip", "link", "del", "tap0");
            assertThatThrownBy(() -> link.poll((buffer, offset, length) -> { }, 1))
                    .isInstanceOf(LinkException.class).hasMessageContaining("'tap0' is gone").hasMessageNotContaining("\n");
        }
    }

    @Test
    void closingTheLinkRemovesTheDeviceAndClosingAgainDoesNothing() {
        TapLink link = TapLink.create("tap0", OURS);
        assertThat(NetDevice.exists("tap0")).isTrue();
        link.close();
        link.close();
        link.wake();
        assertThat(NetDevice.exists("tap0")).isFalse();
    }

    @Test
    void aPersistentTapIsAttachedToAndStays() throws Exception {
        Shell.run("ip", "tuntap", "add", "dev", "tapp", "mode", "tap");
        try (TapLink link = TapLink.attach("tapp", OURS)) {
            assertThat(link.capabilities().mtuBytes()).isEqualTo(1500);
            assertThatThrownBy(() -> TapLink.attach("tapp", OURS))
                    .isInstanceOf(LinkException.class).hasMessageContaining("'tapp' is held by another process");
        }
        assertThat(NetDevice.exists("tapp")).isTrue();
    }

    @Test
    void whatCannotBeAttachedToIsTold() throws Exception {
        Shell.run("ip", "link", "add", "d0", "type", "veth", "peer", "name", "d1");
        assertThatThrownBy(() -> TapLink.attach("nosuch", OURS))
                .isInstanceOf(LinkException.class).hasMessageContaining("no interface named 'nosuch'").hasMessageContaining("lo, ");
        assertThatThrownBy(() -> TapLink.attach("d0", OURS))
                .isInstanceOf(LinkException.class).hasMessageContaining("'d0' is no TAP device");
        assertThatThrownBy(() -> TapLink.create("d0", OURS))
                .isInstanceOf(LinkException.class).hasMessageContaining("already is an interface named 'd0'");
        assertThatThrownBy(() -> TapLink.create("a-name-that-is-too-long", OURS))
                .isInstanceOf(LinkException.class).hasMessageContaining("is no interface name");
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
