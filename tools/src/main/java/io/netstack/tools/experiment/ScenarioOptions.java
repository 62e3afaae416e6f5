package io.netstack.tools.experiment;

import io.netstack.tools.UsageError;
import io.netstack.tools.custom.PolicyShelf;
import io.netstack.tools.experiment.Scenario.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A scenario on the command line: a file, or flags of the same names, or a file and flags that override it. */
final class ScenarioOptions {
    @Parameters(arity = "0..1", paramLabel = "SCENARIO", description = "A file of lines KEY = VALUE; the keys are the flags below.")
    private Path file;
    @Option(names = "--scenario", paramLabel = "FILE", description = "The same file, as an option.")
    private Path named;
    @Option(names = "--policy-file", paramLabel = "FILE", description = {"A policy of your own: one Java file; may be repeated.",
        "The first one decides, unless --policy names another."})
    private List<Path> policyFiles = new ArrayList<>();
    @Option(names = "--policy", paramLabel = "P", description = "Who decides; see netstack policies (default: linux).")
    private String policy;
    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of the policy; may be repeated.")
    private List<String> set = new ArrayList<>();
    @Option(names = "--store", paramLabel = "S", description = {"Where requests are kept: synqueue (per listener), syncache (shared",
        "buckets whose oldest gives way to a cookie) or syncookies (nothing is kept) (default: as the policy's system does)."})
    private String store;
    @Option(names = "--backlog", paramLabel = "N", description = "The argument of listen() (default: 128).")
    private String backlog;
    @Option(names = "--arrival", paramLabel = "HOW", description = {"How clients come (default: 500/s): 500/s, every:500/s, bursty:500/s,",
        "flash:50-5000@2s, closed:100:50ms, pcap:FILE."})
    private String arrival;
    @Option(names = "--clients", paramLabel = "SYSTEM", description = "How they repeat SYNs: linux, linux-6.4, freebsd, windows, once.")
    private String clients;
    @Option(names = "--request", paramLabel = "BYTES", description = "What each client sends (default: 100).")
    private String request;
    @Option(names = "--rtt", paramLabel = "TIME", description = "Round-trip time (default: 2ms).")
    private String rtt;
    @Option(names = "--jitter", paramLabel = "TIME", description = "Added to each way, at most (default: 0).")
    private String jitter;
    @Option(names = "--loss", paramLabel = "PART", description = "Of frames, each way: 0.01 or 1%% (default: 0).")
    private String loss;
    @Option(names = "--bandwidth", paramLabel = "BITS", description = "Per second: 10M; 0: no limit (default: 0).")
    private String bandwidth;
    @Option(names = "--accept-time", paramLabel = "TIME", description = {"How long the application takes for each (default: 1ms):",
        "1ms (exponential), fixed:1ms, lognormal:1ms:1.5."})
    private String acceptTime;
    @Option(names = "--acceptors", paramLabel = "N", description = "Threads that accept and serve (default: 1); 0: nobody accepts.")
    private String acceptors;
    @Option(names = "--pause", paramLabel = "LENGTH/EVERY", description = "The application stands still: 100ms/2s (default: none).")
    private String pause;
    @Option(names = "--flood", paramLabel = "RATE", description = "SYNs per second of a flood from 8192 addresses: 10k (default: 0).")
    private String flood;
    @Option(names = "--attack", paramLabel = "LIST", description = {"syn:10k, ack:10k, hold:100, synrst:1k, replay:1k, each perhaps",
        "from one moment to another, @5s-20s; separated by commas (default: none)."})
    private String attack;
    @Option(names = "--for", paramLabel = "TIME", description = "How long clients come, in virtual time (default: 20s).")
    private String duration;
    @Option(names = "--settle", paramLabel = "TIME", description = "How long to go on after the last one (default: 5s).")
    private String settle;
    @Option(names = "--seed", paramLabel = "N", description = "Decides what is left to chance (default: 1).")
    private String seed;
    private PolicyShelf shelf;

    /** The policies there are, those from files included; compiled once. */
    PolicyShelf shelf() {
        if (shelf == null) {
            shelf = new PolicyShelf(policyFiles);
        }
        return shelf;
    }

    /** What was said: the file's lines, overridden by flags. */
    Map<Key, String> said() {
        Map<Key, String> said = new EnumMap<>(Key.class);
        if (file != null && named != null) {
            throw new UsageError("two scenarios: " + file + " and " + named);
        }
        Path scenario = file != null ? file : named;
        if (scenario != null) {
            said.putAll(Scenario.file(scenario));
        }
        if (!set.isEmpty()) {
            said.put(Key.SET, String.join(",", set));
        }
        if (policy == null && !said.containsKey(Key.POLICY) && !shelf().own().isEmpty()) {
            said.put(Key.POLICY, shelf().own().getFirst().name());
        }
        put(said, Key.POLICY, policy);
        put(said, Key.STORE, store);
        put(said, Key.BACKLOG, backlog);
        put(said, Key.ARRIVAL, arrival);
        put(said, Key.CLIENTS, clients);
        put(said, Key.REQUEST, request);
        put(said, Key.RTT, rtt);
        put(said, Key.JITTER, jitter);
        put(said, Key.LOSS, loss);
        put(said, Key.BANDWIDTH, bandwidth);
        put(said, Key.ACCEPT_TIME, acceptTime);
        put(said, Key.ACCEPTORS, acceptors);
        put(said, Key.PAUSE, pause);
        put(said, Key.FLOOD, flood);
        put(said, Key.ATTACK, attack);
        put(said, Key.FOR, duration);
        put(said, Key.SETTLE, settle);
        put(said, Key.SEED, seed);
        return said;
    }

    private static void put(Map<Key, String> said, Key key, String text) {
        if (text != null) {
            said.put(key, text);
        }
    }

    /** @throws UsageError when something makes no sense */
    Scenario scenario() {
        return Scenario.of(said(), shelf());
    }
}
