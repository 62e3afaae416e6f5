package io.netstack.tools;

import io.netstack.app.NetstackConfig;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Settings;
import io.netstack.tools.custom.PolicyShelf;
import io.netstack.tools.impair.BadNetwork;
import io.netstack.tools.impair.ImpairText;
import io.netstack.tools.lab.Topologies;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.policies.Application;
import io.netstack.tools.value.SettingText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of every command that starts a stack with a listener: what it runs on and who decides. */
final class StackOptions {
    @Option(names = "--link", paramLabel = "LINK",
        description = "pcap-tap, pcap-veth, tap or memory (default: the first that works here).")
    private String link;
    @Option(names = "--policy", paramLabel = "P", description = "Who decides; see netstack policies (default: linux).")
    private String policy;
    @Option(names = "--policy-file", paramLabel = "FILE",
        description = "A policy of your own, one Java file: it decides, unless --policy names another.")
    private Path policyFile;
    @Option(names = "--set", paramLabel = "NAME=VALUE", converter = SettingText.Converter.class,
        description = "A setting of the policy, under the system's own name; may be repeated.")
    private List<SettingText> settings = new ArrayList<>();
    @Option(names = "--store", paramLabel = "S", converter = StoreText.Converter.class,
        description = {"Where requests are kept, whatever the policy: synqueue (per listener), syncache (shared buckets whose oldest gives",
            "way to a cookie) or syncookies (nothing is kept) (default: as the policy's system does)."})
    private StoreText store;
    @Option(names = "--app", paramLabel = "A",
        description = "apache, nginx, java, python, go …: with the backlog that this program passes (overrides --backlog).")
    private String application;
    @Option(names = "--impair", paramLabel = "HOW",
        description = {"A bad network in between: loss=2%%,delay=10ms for both directions, in:loss=2%% for what comes to us, out:loss=2%% for",
            "what we send, or a rule for one frame, 'drop the 2nd syn-ack of flow 3'; may be repeated. There are loss=2%%, burst=1%%/5",
            "(how many frames begin one, how long it is), delay=10ms, jitter=5ms, reorder=2%%/3ms, duplicate=1%%, corrupt=0.1%%,",
            "rate=10Mbit/s, queue=100 (frames before the rate), seed=7; rules drop, duplicate, corrupt or delay 50ms."})
    private List<String> impair = new ArrayList<>();
    private PolicyShelf shelf;

    /** The backlog: what the application passes when one is named, else what was given. @throws UsageError when there is no such application */
    int backlog(int given) {
        try {
            return application == null ? given : Application.named(application).backlog().applyAsInt(policy());
        } catch (IllegalArgumentException e) {
            throw new UsageError("--app: " + e.getMessage());
        }
    }

    /** The call that {@link #backlog} comes from: {@code listen(2)}, or with the application that makes it. */
    String call(int given) {
        return "listen(" + backlog(given) + ")" + (application == null ? "" : ", as " + Application.named(application).title() + " calls it");
    }

    /** @throws UsageError when there is no such policy, or its file has a mistake */
    ListenPolicy policy() {
        if (policyFile == null) {
            return PoliciesCommand.named(policy == null ? "linux" : policy);
        }
        if (shelf == null) {
            shelf = new PolicyShelf(List.of(policyFile));
        }
        try {
            return policy == null ? shelf.own().getFirst() : shelf.named(policy);
        } catch (IllegalArgumentException e) {
            throw new UsageError(e.getMessage());
        }
    }

    /** @throws UsageError for an unknown setting or a value out of range */
    Settings settings() {
        return PoliciesCommand.settings(policy(), settings);
    }

    /** Where requests are kept; null for where the policy's system keeps them. */
    StoreText store() {
        return store;
    }

    /** The bad network that was asked for; null for none. @throws UsageError when it is none */
    BadNetwork network() {
        try {
            return impair.isEmpty() ? null : ImpairText.read(impair);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--impair: " + e.getMessage());
        }
    }

    /** What was asked for; null for whatever works here. */
    TopologyKind link() {
        return link == null ? null : TopologyKind.of(link);
    }

    /** The topology that was asked for, or the best that works here. */
    Topologies.Choice choice() {
        return link == null ? Topologies.choose() : Topologies.choose(link());
    }

    /** A stack's configuration with this policy and these settings. */
    NetstackConfig configure(NetstackConfig config) {
        settings();
        NetstackConfig configured = config.withPolicy(policy()).withStore(StoreText.shapeOf(store));
        for (Map.Entry<String, String> setting : SettingText.map(settings).entrySet()) {
            configured = configured.withSetting(setting.getKey(), setting.getValue());
        }
        return configured;
    }
}
