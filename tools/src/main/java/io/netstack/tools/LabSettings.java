package io.netstack.tools;

import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Settings;
import io.netstack.tools.value.AcceptPlan;

/**
 * What a lab run is to do.
 *
 * @param policy     who decides
 * @param settings   of that policy
 * @param backlog    the argument of listen()
 * @param clients    how many connect
 * @param spacingNs  from one client's start to the next
 * @param durationNs after the last client's start
 * @param accept     when the application calls accept()
 */
record LabSettings(ListenPolicy policy, Settings settings, int backlog, int clients, long spacingNs, long durationNs, AcceptPlan accept) {
    /** The server's port. */
    static final int PORT = 8080;

    /** Which system's rules these are. */
    String system() {
        return policy.profile(settings).system();
    }
}
