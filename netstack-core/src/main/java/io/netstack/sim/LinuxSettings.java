package io.netstack.sim;

import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Setting;
import io.netstack.policy.Settings;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings from a system's whole list of them, as a recording or another process gives it: names that a policy does not know are left
 * out.
 */
public final class LinuxSettings {

    private LinuxSettings() {
    }

    /**
     * The settings of a policy that a list says.
     *
     * @param sysctl full name to value, text or number
     * @throws IllegalArgumentException when a value is out of range
     */
    public static Settings of(ListenPolicy policy, Map<String, Object> sysctl) {
        Map<String, String> known = new HashMap<>();
        for (Setting setting : policy.settings()) {
            Object value = sysctl.get(setting.fullName());
            if (value != null) {
                known.put(setting.fullName(), value.toString());
            }
        }
        return Settings.of(policy, known);
    }
}
