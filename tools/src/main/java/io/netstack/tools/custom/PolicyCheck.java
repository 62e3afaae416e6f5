package io.netstack.tools.custom;

import io.netstack.policy.ListenPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries random histories on a policy until one breaks a rule, then makes that one as short as it gets. The same seed tries the same
 * histories.
 */
final class PolicyCheck {

    /**
     * What was found.
     *
     * @param kind    the rule that is broken
     * @param problem the same as a sentence
     * @param history the shortest history that breaks it
     * @param story   what happens in it, line by line
     * @param tried   histories until the first that broke it
     */
    record Finding(String kind, String problem, History history, List<String> story, int tried) {
    }

    private record Failure(String kind, String problem) {
    }

    private final ListenPolicy policy;
    private final long seed;

    PolicyCheck(ListenPolicy policy, long seed) {
        this.policy = policy;
        this.seed = seed;
    }

    /**
     * Tries histories.
     *
     * @param count how many, at most
     * @return the first failure, shrunk; null when every history kept the rules
     */
    Finding run(int count) {
        for (int number = 0; number < count; number++) {
            History history = History.random(seed, number);
            Failure failure = failure(history);
            if (failure != null) {
                History shortest = shrink(history, failure.kind());
                Failure last = failure(shortest);
                String problem = last == null ? failure.problem() : last.problem();
                return new Finding(failure.kind(), problem, shortest, Player.story(policy, shortest, seed), number + 1);
            }
        }
        return null;
    }

    /** What a history breaks, or null. */
    private Failure failure(History history) {
        try {
            List<String> first = Player.play(policy, history, seed);
            // chance that does not come from the view, or a memory that outlives a stack, shows in a second run; three make a coin's luck
            // rare
            for (int again = 0; again < 3; again++) {
                List<String> second = Player.play(policy, history, seed);
                if (!first.equals(second)) {
                    return new Failure("not deterministic", "the same history gives other decisions the second time: "
                        + firstDifference(first, second));
                }
            }
            return null;
        } catch (BrokenPolicy e) {
            return new Failure(e.kind(), e.getMessage());
        }
    }

    private static String firstDifference(List<String> first, List<String> second) {
        for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
            if (!first.get(i).equals(second.get(i))) {
                return "'" + first.get(i).strip() + "', then '" + second.get(i).strip() + "'";
            }
        }
        return "one is longer than the other";
    }

    /** Leaves out what is not needed (Zeller's ddmin): halves, quarters … single steps, until no step can go. */
    private History shrink(History history, String kind) {
        List<Step> steps = new ArrayList<>(history.steps());
        for (int chunk = Math.max(1, steps.size() / 2); ; ) {
            boolean shorter = false;
            for (int from = 0; from < steps.size(); ) {
                List<Step> without = new ArrayList<>(steps);
                without.subList(from, Math.min(steps.size(), from + chunk)).clear();
                if (breaks(history.with(without), kind)) {
                    steps = without;
                    shorter = true;
                } else {
                    from += chunk;
                }
            }
            if (chunk == 1 && !shorter) {
                break;
            }
            chunk = shorter ? chunk : chunk / 2;
        }
        return simplified(history.with(steps), kind);
    }

    /** A smaller backlog, if it breaks the rule as soon. */
    private History simplified(History history, String kind) {
        History simplest = history;
        for (int backlog = history.backlog() - 1; backlog >= 0; backlog--) {
            History smaller = new History(backlog, history.steps());
            if (breaks(smaller, kind)) {
                simplest = smaller;
            }
        }
        return simplest.backlog() == history.backlog() ? simplest : shrink(simplest, kind);
    }

    private boolean breaks(History history, String kind) {
        Failure failure = failure(history);
        return failure != null && failure.kind().equals(kind);
    }
}
