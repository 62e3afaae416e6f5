package io.netstack.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** All policies that can be chosen by name: built in, or in a jar of the user's on the path. */
public final class Policies {

    private Policies() {
    }

    /** The settings of a policy and more: what a policy answers that builds on another one. */
    public static List<Setting> with(List<Setting> settings, Setting... more) {
        List<Setting> all = new ArrayList<>(settings);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    /** Every policy found, in the order of their providers. */
    public static List<ListenPolicy> all() {
        List<ListenPolicy> all = new ArrayList<>();
        for (ListenPolicyProvider provider : ServiceLoader.load(ListenPolicyProvider.class, Policies.class.getClassLoader())) {
            all.addAll(provider.policies());
        }
        return all;
    }

    /**
     * The policy of a name or alias.
     *
     * @throws IllegalArgumentException when no policy has that name; the message lists those there are
     */
    public static ListenPolicy named(String name) {
        List<ListenPolicy> all = all();
        for (ListenPolicy policy : all) {
            if (policy.name().equals(name) || policy.aliases().contains(name)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("no policy is called '" + name + "'; there are: "
            + all.stream().map(ListenPolicy::name).collect(Collectors.joining(", ")));
    }
}
