package io.netstack.policy;

import java.util.List;
import java.util.stream.Stream;

/** The policies that come with the product. */
public final class BuiltInPolicies implements ListenPolicyProvider {

    /** For {@link java.util.ServiceLoader}. */
    public BuiltInPolicies() {
    }

    @Override
    public List<ListenPolicy> policies() {
        return Stream.of(LinuxPolicy.all(), FreeBsdPolicy.all(), SocketQueuePolicy.all(), NetBsdPolicy.all(), IllumosPolicy.all(),
            WindowsPolicy.all(),
            List.<ListenPolicy>of(new RingDropPolicy())).flatMap(List::stream).toList();
    }
}
