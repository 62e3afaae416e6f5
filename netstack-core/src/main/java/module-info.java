/**
 * The protocol, the queues, the policies and the simulation of netstack: a laboratory for TCP listen queues.
 *
 * <p>Only the packages that a user programs against or observes are exported; the heart ({@code listen}, {@code conn}, {@code flow},
 * {@code run}) stays inside.
 */
module io.netstack.core {
    requires com.lmax.disruptor;

    exports io.netstack.app;
    exports io.netstack.link;
    exports io.netstack.observe;
    exports io.netstack.policy;
    exports io.netstack.wire;

    uses io.netstack.policy.ListenPolicyProvider;
    provides io.netstack.policy.ListenPolicyProvider with io.netstack.policy.BuiltInPolicies;
}
