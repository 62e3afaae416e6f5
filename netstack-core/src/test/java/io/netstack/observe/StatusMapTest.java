package io.netstack.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StatusMapTest {
    private static final ListenerStatus LISTENER = new ListenerStatus("198.18.0.1", 8080, "linux",
        new ListenerStatus.Queue(1, 2, 3, 1_500_000_000L, 7), new ListenerStatus.Queue(4, 5, 6, 8, 9));

    @TempDir
    private Path home;
    private StatusDirectory directory;
    private final Counters counters = new Counters(CounterScheme.LINUX);

    @BeforeEach
    void nameTheDirectory() {
        directory = new StatusDirectory(home.resolve("netstack"));
    }

    @Test
    void aReaderSeesCountersAndListeners() throws IOException {
        try (StatusMap map = StatusMap.create(directory, 1, 4)) {
            counters.count(Reason.SYN_DROP_ACCEPT_QUEUE_FULL);
            map.publish(0, counters, List.of(LISTENER));

            StatusSnapshot seen = StatusSnapshot.read(directory.running().get(0));
            assertThat(seen.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(seen.listeners()).containsExactly(LISTENER);
            assertThat(seen.counters()).hasSize(Counter.values().length)
                .containsEntry("TcpExt.ListenOverflows", 1L).containsEntry("TcpExt.ListenDrops", 1L).containsEntry("Tcp.PassiveOpens", 0L);
            assertThat(seen.reasons()).hasSize(Reason.values().length).containsEntry("SYN_DROP_ACCEPT_QUEUE_FULL", 1L)
                .containsEntry("SYN_QUEUED", 0L);
            assertThat(seen.writtenMs()).isPositive();
        }
    }

    @Test
    void blocksAreAddedUp() throws IOException {
        try (StatusMap map = StatusMap.create(directory, 3, 4)) {
            counters.count(Reason.SYN_DROP_ACCEPT_QUEUE_FULL);
            map.publish(0, counters, List.of(LISTENER));
            map.publish(2, counters, List.of(LISTENER, LISTENER));

            StatusSnapshot seen = StatusSnapshot.read(map.file());
            assertThat(seen.counters()).containsEntry("TcpExt.ListenDrops", 2L);
            assertThat(seen.listeners()).hasSize(3);
        }
    }

    @Test
    void listenersBeyondTheRoomAreLeftOut() throws IOException {
        try (StatusMap map = StatusMap.create(directory, 1, 2)) {
            map.publish(0, counters, List.of(LISTENER, LISTENER, LISTENER));

            assertThat(StatusSnapshot.read(map.file()).listeners()).hasSize(2);
        }
    }

    @Test
    void theDirectoryIsForItsOwnerOnly() throws IOException {
        Files.createDirectory(directory.path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try (StatusMap map = StatusMap.create(directory, 1, 1)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path()))).isEqualTo("rwx------");
            assertThat(map.file().getParent()).isEqualTo(directory.path());
        }
    }

    @Test
    void aSymbolicLinkIsNotTaken() throws IOException {
        Files.createDirectory(home.resolve("elsewhere"));
        Files.createSymbolicLink(directory.path(), home.resolve("elsewhere"));

        assertThatThrownBy(() -> StatusMap.create(directory, 1, 1)).isInstanceOf(IOException.class).hasMessageContaining("not a directory");
    }

    @Test
    void closingTakesTheMapAway() throws IOException {
        StatusMap.create(directory, 1, 1).close();

        assertThat(directory.running()).isEmpty();
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void mapsOfProcessesThatAreGoneAreSwept() throws IOException {
        try (StatusMap map = StatusMap.create(directory, 1, 1)) {
            Path gone = directory.path().resolve("999999999");
            Files.copy(map.file(), gone);
            Path reused = directory.path().resolve("1");
            Files.copy(map.file(), reused);
            Path other = Files.createFile(directory.path().resolve("notes"));

            assertThat(directory.running()).containsExactly(map.file());
            assertThat(directory.sweep()).isEqualTo(2);
            assertThat(gone).doesNotExist();
            assertThat(reused).as("process 1 runs, but it is not the one that wrote the map").doesNotExist();
            assertThat(other).exists();
        }
    }

    @Test
    void foreignAndDamagedFilesAreRefusedWithTheirName() throws IOException {
        Path foreign = Files.write(home.resolve("foreign"), new byte[200]);
        assertThatThrownBy(() -> StatusSnapshot.read(foreign)).isInstanceOf(IOException.class).hasMessageContaining("foreign");
        try (StatusMap map = StatusMap.create(directory, 1, 1)) {
            byte[] bytes = Files.readAllBytes(map.file());
            Path cut = Files.write(home.resolve("cut"), Arrays.copyOf(bytes, bytes.length - 8));
            assertThatThrownBy(() -> StatusSnapshot.read(cut)).isInstanceOf(IOException.class).hasMessageContaining("damaged");
            bytes[8] = 9;
            Path newer = Files.write(home.resolve("newer"), bytes);
            assertThatThrownBy(() -> StatusSnapshot.read(newer)).isInstanceOf(IOException.class).hasMessageContaining("version 9");
        }
    }

    @Test
    void aReaderNeverSeesHalfOfAPublication() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (StatusMap map = StatusMap.create(directory, 1, 2)) {
            map.publish(0, counters, List.of());
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int i = 0; !stop.get(); i++) {
                    counters.count(Reason.SYN_DROP_ACCEPT_QUEUE_FULL);
                    ListenerStatus.Queue queue = new ListenerStatus.Queue(i, i, i, i, i);
                    map.publish(0, counters, List.of(new ListenerStatus("198.18.0.1", i & 0xFFFF, "linux", queue, queue)));
                    // a publisher rests between publications; one that never did would starve its readers
                    Thread.yield();
                }
            });
            try {
                for (int i = 0; i < 5_000; i++) {
                    StatusSnapshot seen = StatusSnapshot.read(map.file());
                    assertThat(seen.counters().get("TcpExt.ListenDrops")).isEqualTo(seen.counters().get("TcpExt.ListenOverflows"));
                    for (ListenerStatus row : seen.listeners()) {
                        assertThat(row.acceptQueue()).isEqualTo(row.synQueue());
                        assertThat(row.port()).isEqualTo(row.synQueue().length() & 0xFFFF);
                    }
                }
            } finally {
                stop.set(true);
                writer.join();
            }
        }
    }

    @Test
    void aPublisherKeepsTheMapFresh() throws Exception {
        try (StatusPublisher publisher = new StatusPublisher(directory, counters, () -> List.of(LISTENER), Duration.ofMillis(5))) {
            Path file = directory.running().get(0);
            counters.count(Reason.SYN_DROP_ACCEPT_QUEUE_FULL);
            while (StatusSnapshot.read(file).counters().get("TcpExt.ListenDrops") == 0) {
                Thread.sleep(1);
            }
            assertThat(StatusSnapshot.read(file).listeners()).containsExactly(LISTENER);
            assertThat(publisher).isNotNull();
        }
        assertThat(directory.running()).isEmpty();
    }

    @Test
    void theDirectoryIsTheRuntimeDirectoryThenRunThenTmp() throws IOException {
        Path run = Files.createDirectory(home.resolve("run"));
        Path tmp = Files.createDirectory(home.resolve("tmp"));

        assertThat(StatusDirectory.of(Map.of("XDG_RUNTIME_DIR", home.toString()), run, tmp).path()).isEqualTo(home.resolve("netstack"));
        assertThat(StatusDirectory.of(Map.of(), run, tmp).path()).isEqualTo(run.resolve("netstack"));
        assertThat(StatusDirectory.of(Map.of("XDG_RUNTIME_DIR", ""), home.resolve("nowhere"), tmp).path().getFileName().toString())
            .matches("netstack-[0-9]+");
    }
}
