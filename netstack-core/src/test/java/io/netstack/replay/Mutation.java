package io.netstack.replay;

import io.netstack.replay.Recording.Call;
import io.netstack.replay.Recording.Event;
import io.netstack.replay.Recording.Queues;
import io.netstack.replay.Recording.Received;
import io.netstack.replay.Recording.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** One small lie about a recording, which a comparer must notice. Each lies about one place; a number chooses which. */
enum Mutation {
    A_FLAG(r -> true, r -> with(r, r.flags().contains("P") ? r.flags().replace("P", "") : r.flags() + "P", r.sequence(), r.ack(),
        r.options())),
    A_RELATIVE_SEQUENCE_NUMBER(r -> r.sequence().matches("\\d+"),
        r -> with(r, r.flags(), Long.toString(Long.parseLong(r.sequence()) + 1), r.ack(), r.options())),
    A_RELATIVE_ACK(r -> r.ack() != null, r -> with(r, r.flags(), r.sequence(), r.ack() + 1, r.options())),
    THE_OPTION_ORDER(r -> r.options().stream().map(TcpOption::normalized).distinct().count() > 1,
        r -> with(r, r.flags(), r.sequence(), r.ack(), swapped(r.options()))),
    THE_WINDOW(r -> r.window() != null, r -> new Received(r.t(), r.peer(), r.flags(), r.sequence(), r.ack(), r.window() + 1, r.length(),
        r.options(), r.badChecksum(), r.dontFragment(), r.timeToLive(), r.typeOfService())),
    THE_LENGTH(r -> true, r -> new Received(r.t(), r.peer(), r.flags(), r.sequence(), r.ack(), r.window(), r.length() + 1, r.options(),
        r.badChecksum(), r.dontFragment(), r.timeToLive(), r.typeOfService())),
    THE_CHECKSUM(r -> true, r -> new Received(r.t(), r.peer(), r.flags(), r.sequence(), r.ack(), r.window(), r.length(), r.options(),
        !r.badChecksum(), r.dontFragment(), r.timeToLive(), r.typeOfService())),
    THE_TTL(r -> true, r -> new Received(r.t(), r.peer(), r.flags(), r.sequence(), r.ack(), r.window(), r.length(), r.options(),
        r.badChecksum(), r.dontFragment(), r.timeToLive() - 1, r.typeOfService())),
    THE_PEER(r -> true, r -> at(r, r.t(), r.peer() + "x")),
    /** Only a time whose fifth is more than the tolerance can be told from a late timer. */
    A_TIME_BY_20_PERCENT(r -> r.t() * 0.2 > 0.15, r -> at(r, r.t() * 1.2, r.peer())),
    A_MISSING_FRAME(r -> true, null),
    AN_EXTRA_FRAME(r -> true, null),
    A_COUNTER(null, null),
    A_QUEUE_LENGTH(null, null),
    A_CALL(null, null);

    private final Predicate<Received> fits;
    private final UnaryOperator<Received> change;

    Mutation(Predicate<Received> fits, UnaryOperator<Received> change) {
        this.fits = fits;
        this.change = change;
    }

    /** Every recording that differs from this one by this lie in one place; none when it has no such place. */
    List<Recording> of(Recording golden) {
        return switch (this) {
            case A_COUNTER -> counters(golden);
            case A_QUEUE_LENGTH, A_CALL -> events(golden);
            default -> frames(golden);
        };
    }

    private List<Recording> frames(Recording golden) {
        List<Recording> mutants = new ArrayList<>();
        for (int i = 0; i < golden.events().size(); i++) {
            if (golden.events().get(i) instanceof Received r && fits.test(r)) {
                List<Event> events = new ArrayList<>(golden.events());
                if (this == A_MISSING_FRAME) {
                    events.remove(i);
                } else if (this == AN_EXTRA_FRAME) {
                    events.add(i, r);
                } else {
                    events.set(i, change.apply(r));
                }
                mutants.add(new Recording(golden.scenario(), "", golden.settings(), events, golden.counters()));
            }
        }
        return mutants;
    }

    private List<Recording> events(Recording golden) {
        List<Recording> mutants = new ArrayList<>();
        for (int i = 0; i < golden.events().size(); i++) {
            Event e = golden.events().get(i);
            List<Event> events = new ArrayList<>(golden.events());
            if (this == A_QUEUE_LENGTH && e instanceof Snapshot s && !s.listeners().isEmpty()) {
                Queues q = s.listeners().getFirst();
                events.set(i, new Snapshot(s.t(), s.note(), List.of(new Queues(q.port(), q.acceptQueue() + 1, q.backlog(), q.synQueue()))));
            } else if (this == A_CALL && e instanceof Call c && RecordingComparer.isCompared(e)) {
                Map<String, Object> answer = new HashMap<>(c.answer());
                answer.put("ok", !Boolean.TRUE.equals(answer.get("ok")));
                events.set(i, new Call(c.t(), c.op(), c.arguments(), answer));
            } else {
                continue;
            }
            mutants.add(new Recording(golden.scenario(), "", golden.settings(), events, golden.counters()));
        }
        return mutants;
    }

    private static List<Recording> counters(Recording golden) {
        List<Recording> mutants = new ArrayList<>();
        for (String name : golden.counters().keySet().stream().filter(RecordingComparer::isCompared).toList()) {
            Map<String, Long> counters = new TreeMap<>(golden.counters());
            counters.merge(name, 1L, Long::sum);
            mutants.add(new Recording(golden.scenario(), "", golden.settings(), golden.events(), counters));
        }
        Map<String, Long> unexpected = new TreeMap<>(golden.counters());
        unexpected.merge("TcpExt.ListenDrops", 1L, Long::sum);
        mutants.add(new Recording(golden.scenario(), "", golden.settings(), golden.events(), unexpected));
        return mutants;
    }

    private static Received with(Received r, String flags, String sequence, Long ack, List<TcpOption> options) {
        return new Received(r.t(), r.peer(), flags, sequence, ack, r.window(), r.length(), options, r.badChecksum(), r.dontFragment(),
            r.timeToLive(), r.typeOfService());
    }

    private static Received at(Received r, double t, String peer) {
        return new Received(t, peer, r.flags(), r.sequence(), r.ack(), r.window(), r.length(), r.options(), r.badChecksum(),
            r.dontFragment(), r.timeToLive(), r.typeOfService());
    }

    /** Two neighbours that differ change places. */
    private static List<TcpOption> swapped(List<TcpOption> options) {
        List<TcpOption> swapped = new ArrayList<>(options);
        for (int i = 0; i + 1 < swapped.size(); i++) {
            if (!swapped.get(i).normalized().equals(swapped.get(i + 1).normalized())) {
                Collections.swap(swapped, i, i + 1);
                return swapped;
            }
        }
        throw new AssertionError("all options are equal");
    }
}
