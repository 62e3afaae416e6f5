package io.netstack.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The values of a policy's settings: defaults, and what the user chose. Immutable. */
public final class Settings {
    private final Map<String, List<Long>> values;

    private Settings(Map<String, List<Long>> values) {
        this.values = values;
    }

    /** Every setting at its default. */
    public static Settings defaults(ListenPolicy policy) {
        return of(policy, Map.of());
    }

    /**
     * Defaults, overridden by name.
     *
     * @param chosen short or full name to value text
     * @throws IllegalArgumentException for a name that the policy does not know or a value out of range; the message says what would be right
     */
    public static Settings of(ListenPolicy policy, Map<String, String> chosen) {
        Map<String, List<Long>> values = new LinkedHashMap<>();
        policy.settings().forEach(setting -> values.put(setting.name(), setting.defaults()));
        chosen.forEach((name, text) -> {
            Setting setting = policy.settings().stream().filter(s -> s.is(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("policy " + policy.name() + " has no setting '" + name + "'; it has: "
                    + policy.settings().stream().map(Setting::name).collect(Collectors.joining(", "))));
            values.put(setting.name(), setting.parse(text));
        });
        return new Settings(values);
    }

    /** The value of a setting of one number. */
    public long value(String name) {
        return value(name, 0);
    }

    /** One number of a setting of several. */
    public long value(String name, int index) {
        List<Long> numbers = values.get(name);
        if (numbers == null) {
            throw new IllegalArgumentException("no setting is called " + name);
        }
        return numbers.get(index);
    }

    /** The value of a setting, as an int; larger ones become {@link Integer#MAX_VALUE}. */
    public int intValue(String name) {
        return (int) Math.min(value(name), Integer.MAX_VALUE);
    }

    /** Is the value of a switch other than 0? */
    public boolean on(String name) {
        return value(name) != 0;
    }

    /** Does the policy have this setting? */
    public boolean has(String name) {
        return values.containsKey(name);
    }
}
