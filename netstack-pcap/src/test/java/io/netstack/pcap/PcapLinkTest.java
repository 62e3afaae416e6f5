package io.netstack.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.link.LinkCapabilities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Live(needs = {Live.Need.TUN, Live.Need.LIBPCAP})
class PcapLinkTest {

    private static final LinkCapabilities OURS = new LinkCapabilities(1500, 0x02_00_00_00_00_01L, false);

    @BeforeEach
    void noRouterSolicitations() throws Exception {
        Shell.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
    }

    @Test
    void framesFromTheWireArriveAndFramesWeSendGoToTheWireOnly() {
        try (TapDevice wire = TapDevice.create("tap0"); PcapLink link = openUp("tap0")) {
            assertThat(link.canPoll()).isTrue();
            List<byte[]> got = new ArrayList<>();
            assertThat(wire.send(frame(7, 60), 0, 60)).isTrue();
            link.await(System.nanoTime() + 1_000_000_000L);
            link.poll((buffer, offset, length) -> got.add(Arrays.copyOfRange(buffer, offset, offset + length)), 64);
            assertThat(got).hasSize(1);
            assertThat(got.getFirst()).isEqualTo(frame(7, 60));

            byte[] padded = new byte[4096];
            System.arraycopy(frame(9, 70), 0, padded, 100, 70);
            assertThat(link.send(padded, 100, 70)).isTrue();
            assertThat(wire.receive()).isEqualTo(70);
            assertThat(Arrays.copyOf(wire.receiveBuffer(), 70)).isEqualTo(frame(9, 70));
            assertThat(link.poll((buffer, offset, length) -> got.add(buffer), 64)).as("our own frame comes back").isZero();
        }
    }

    @Test
    void aPollDeliversNoMoreThanItsLimit() {
        try (TapDevice wire = TapDevice.create("tap0"); PcapLink link = openUp("tap0")) {
            for (int i = 0; i < 10; i++) {
                wire.send(frame(i, 60), 0, 60);
            }
            assertThat(link.poll((buffer, offset, length) -> { }, 4)).isEqualTo(4);
            assertThat(link.poll((buffer, offset, length) -> { }, 64)).isEqualTo(6);
            assertThat(link.poll((buffer, offset, length) -> { }, 64)).isZero();
        }
    }

    @Test
    void whoLooksAheadHearsOfABurstBeforeItsFirstFrame() {
        try (TapDevice wire = TapDevice.create("tap0"); PcapLink link = openUp("tap0")) {
            BurstEar ear = new BurstEar();
            for (int i = 0; i < 100; i++) {
                wire.send(frame(i, 60 + i), 0, 60 + i);
            }
            link.await(System.nanoTime() + 1_000_000_000L);
            assertThat(link.poll(ear, 10)).isEqualTo(10);
            assertThat(ear.bursts).containsExactly(10);
            assertThat(link.poll(ear, 256)).isEqualTo(90);
            assertThat(ear.bursts).as("no more than a burst holds").containsExactly(10, 64, 26);
            assertThat(ear.lengths).as("in order, each once").isEqualTo(IntStream.range(60, 160).boxed().toList());
            assertThat(link.poll(ear, 256)).isZero();
        }
    }

    @Test
    void whatDoesNotFitTheKernelsRingIsCounted() {
        try (TapDevice wire = TapDevice.create("tap0")) {
            new NetDevice("tap0").bringUp(false);
            try (PcapLink link = PcapLink.open("tap0", OURS, 256 << 10)) {
                assertThat(link.ingressDropCount()).isZero();
                int sent = 5000;
                for (int i = 0; i < sent; i++) {
                    wire.send(frame(i, 60), 0, 60);
                }
                int delivered = 0;
                int count;
                while ((count = link.poll((buffer, offset, length) -> { }, 256)) > 0) {
                    delivered += count;
                }
                assertThat(delivered).isPositive().isLessThan(sent);
                assertThat(link.ingressDropCount()).isEqualTo(sent - delivered);
                assertThat(link.ingressDropCount()).as("asked again").isEqualTo(sent - delivered);
            }
        }
    }

    @Test
    void anExceptionOfTheHandlerReachesThePoller() {
        try (TapDevice wire = TapDevice.create("tap0"); PcapLink link = openUp("tap0")) {
            wire.send(frame(1, 60), 0, 60);
            link.await(System.nanoTime() + 1_000_000_000L);
            assertThatThrownBy(() -> link.poll((buffer, offset, length) -> {
                throw new IllegalStateException("from the handler");
            }, 64)).isInstanceOf(IllegalStateException.class).hasMessage("from the handler");
        }
    }

    @Test
    void aFrameLongerThanTheInterfaceCarriesIsNotTaken() {
        try (TapDevice wire = TapDevice.create("tap0"); PcapLink link = openUp("tap0")) {
            assertThat(link.send(new byte[9000], 0, 9000)).isFalse();
            assertThat(wire.receive()).isZero();
        }
    }

    @Test
    void aWakeEndsTheAwaitOfAnIdleCapture() throws Exception {
        try (TapDevice wire = TapDevice.create("tap0"); PcapLink link = openUp("tap0")) {
            assertThat(wire.fd()).isPositive();
            Thread waker = Thread.ofPlatform().start(link::wake);
            long startNs = System.nanoTime();
            link.await(Long.MAX_VALUE);
            assertThat(System.nanoTime() - startNs).isLessThan(5_000_000_000L);
            waker.join();
        }
    }

    @Test
    void anInterfaceThatDisappearsIsToldInOneLine() {
        PcapLink link;
        try (TapDevice wire = TapDevice.create("tap0")) {
            assertThat(wire.name()).isEqualTo("tap0");
            link = openUp("tap0");
        }
        assertThatThrownBy(() -> {
            for (int i = 0; i < 100; i++) {
                link.poll((buffer, offset, length) -> { }, 1);
            }
        }).isInstanceOf(LinkException.class).hasMessageContaining("the capture on 'tap0' ended").hasMessageNotContaining("\n");
        link.close();
        link.close();
        assertThat(link.ingressDropCount()).isZero();
    }

    @Test
    void whatCannotBeOpenedIsTold() {
        assertThatThrownBy(() -> PcapLink.open("nosuch", OURS))
                .isInstanceOf(LinkException.class).hasMessageContaining("no interface named 'nosuch'");
        assertThatThrownBy(() -> PcapLink.open("lo", OURS))
                .isInstanceOf(LinkException.class).hasMessageContaining("'lo' is down: ip link set dev lo up");
    }

    private static PcapLink openUp(String name) {
        new NetDevice(name).bringUp(false);
        return PcapLink.open(name, OURS);
    }

    private static byte[] frame(int mark, int length) {
        byte[] frame = new byte[length];
        Arrays.fill(frame, 0, 6, (byte) 0xFF);
        frame[6] = 2;
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xB5;
        frame[length - 1] = (byte) mark;
        return frame;
    }
}
