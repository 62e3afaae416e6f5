package io.netstack.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies are found by name, the built-in ones and a user's alike. */
class PoliciesTest {

    /** What a user would write in a jar of their own: Linux under another name. */
    public static final class UserProvider implements ListenPolicyProvider {
        @Override
        public List<ListenPolicy> policies() {
            ListenPolicy linux = new LinuxPolicy();
            return List.of(new ListenPolicy() {
                @Override
                public String name() {
                    return "mine";
                }

                @Override
                public String summary() {
                    return "a test's";
                }

                @Override
                public List<Setting> settings() {
                    return linux.settings();
                }

                @Override
                public WireProfile profile(Settings settings) {
                    return linux.profile(settings);
                }

                @Override
                public Decider open(Settings settings, long seed) {
                    return linux.open(settings, seed);
                }
            });
        }
    }

    @Test
    void theBuiltInPoliciesAreFound() {
        assertThat(Policies.all()).extracting(ListenPolicy::name).contains("linux-6.18");
    }

    @Test
    void aPolicyIsChosenByItsNameAndByItsAlias() {
        assertThat(Policies.named("linux-6.18").name()).isEqualTo("linux-6.18");
        assertThat(Policies.named("linux").name()).isEqualTo("linux-6.18");
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThereAre() {
        assertThatIllegalArgumentException().isThrownBy(() -> Policies.named("windows-3.11"))
            .withMessageStartingWith("no policy is called 'windows-3.11'; there are: ").withMessageContaining("linux-6.18");
        assertThatIllegalArgumentException().isThrownBy(() -> Policies.named("")).withMessageContaining("''");
    }

    @Test
    void noNameMeansTwoPoliciesAndEachExplainsItself() {
        Set<String> names = new HashSet<>();
        for (ListenPolicy policy : Policies.all()) {
            assertThat(names.add(policy.name())).as(policy.name()).isTrue();
            policy.aliases().forEach(alias -> assertThat(names.add(alias)).as(alias).isTrue());
            assertThat(policy.summary()).isNotBlank();
            assertThat(policy.profile(Settings.defaults(policy)).system()).isNotBlank();
            assertThat(policy.open(Settings.defaults(policy), 1)).isNotNull();
        }
    }

    @Test
    void aPolicyInAJarOfTheUsersIsNoSecondClass(@TempDir Path jar) throws IOException, ReflectiveOperationException {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(ListenPolicyProvider.class.getName()), UserProvider.class.getName() + "\n");
        URL[] path = {jar.toUri().toURL(), location(Policies.class), location(PoliciesTest.class)};
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Object mine = loader.loadClass(Policies.class.getName()).getMethod("named", String.class).invoke(null, "mine");
            assertThat(mine.getClass().getName()).startsWith(UserProvider.class.getName());
            Object linux = loader.loadClass(Policies.class.getName()).getMethod("named", String.class).invoke(null, "linux");
            assertThat(linux.getClass().getName()).isEqualTo(LinuxPolicy.class.getName());
        }
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Test
    void aSharedStoreNeedsBuckets() {
        assertThat(new StoreShape(StoreShape.Sharing.SHARED, 512, 30, 15_360).perBucket()).isEqualTo(30);
        assertThatIllegalArgumentException().isThrownBy(() -> new StoreShape(StoreShape.Sharing.SHARED, 0, 30, 0))
            .withMessageContaining("0 x 30");
        assertThatIllegalArgumentException().isThrownBy(() -> new StoreShape(StoreShape.Sharing.SHARED, 512, 0, 0));
        assertThat(new LinuxPolicy().store(Settings.defaults(new LinuxPolicy()))).isEqualTo(StoreShape.PER_LISTENER);
    }

    /** Refuses everything, and wants to know of everything. */
    private static final class Curious implements Decider {
        @Override
        public ListenResult onListen(int requested, int current, boolean again) {
            return ListenResult.limit(requested);
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            return SynVerdict.DROP;
        }

        @Override
        public AckVerdict onHandshakeAck(ListenView view) {
            return AckVerdict.KEEP;
        }

        @Override
        public boolean takesCookie(ListenView view) {
            return false;
        }

        @Override
        public TimerVerdict onSynAckTimer(ListenView view) {
            return TimerVerdict.GIVE_UP;
        }

        @Override
        public void happened(ListenEvent event, ListenView view) {
            // that it is there is what counts
        }
    }

    @Test
    void onlyADeciderThatListensToEventsHearsThem() {
        assertThat(Decider.hearsEvents(new Curious())).isTrue();
        ListenPolicy linux = Policies.named("linux");
        assertThat(Decider.hearsEvents(linux.open(Settings.defaults(linux), 1))).isFalse();
    }
}
