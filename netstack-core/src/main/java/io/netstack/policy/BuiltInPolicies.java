package io.netstack.policy;

import java.util.List;

/** The policies that come with the product. */
public final class BuiltInPolicies implements ListenPolicyProvider {

    /** For {@link java.util.ServiceLoader}. */
    public BuiltInPolicies() {
    }

    @Override
    public List<ListenPolicy> policies() {
        return LinuxPolicy.all();
    }
}
