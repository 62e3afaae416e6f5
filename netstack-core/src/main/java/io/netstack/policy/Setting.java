package io.netstack.policy;

import java.util.Arrays;
import java.util.List;

/**
 * A number, or a few numbers, that a system lets its administrator set.
 *
 * @param name     the system's own name, short: {@code tcp_syncookies}
 * @param fullName the whole name: {@code net.ipv4.tcp_syncookies}
 * @param defaults the default value; its length says how many numbers the setting holds
 * @param min      the smallest value allowed
 * @param max      the largest value allowed
 * @param words    for a setting whose values are words: those words, the value being the index of one; else empty
 * @param meaning  one line
 * @param aliases  other whole names of the same variable
 */
public record Setting(String name, String fullName, List<Long> defaults, long min, long max, List<String> words, String meaning,
                      List<String> aliases) {

    /** A setting without other names. */
    public Setting(String name, String fullName, List<Long> defaults, long min, long max, List<String> words, String meaning) {
        this(name, fullName, defaults, min, max, words, meaning, List.of());
    }

    /** The same, also known under another whole name. */
    public Setting alias(String other) {
        return new Setting(name, fullName, defaults, min, max, words, meaning, List.of(other));
    }

    /** A setting of one number. */
    public static Setting of(String name, String fullName, long value, long min, long max, String meaning) {
        return new Setting(name, fullName, List.of(value), min, max, List.of(), meaning);
    }

    /** A setting of several numbers. */
    public static Setting several(String name, String fullName, List<Long> defaults, long min, long max, String meaning) {
        return new Setting(name, fullName, defaults, min, max, List.of(), meaning);
    }

    /** A setting whose value is one of some words, the first by default. */
    public static Setting choice(String name, String fullName, List<String> words, String meaning) {
        return new Setting(name, fullName, List.of(0L), 0, words.size() - 1L, words, meaning);
    }

    boolean is(String wanted) {
        return name.equals(wanted) || fullName.equals(wanted) || aliases.contains(wanted);
    }

    /**
     * Reads a value for this setting.
     *
     * @throws IllegalArgumentException when it is not such numbers; the message says what would be right
     */
    List<Long> parse(String text) {
        if (!words.isEmpty()) {
            int index = words.indexOf(text.trim());
            if (index < 0) {
                throw new IllegalArgumentException(name + "=" + text + ": must be one of " + String.join(", ", words));
            }
            return List.of((long) index);
        }
        String[] numbers = text.trim().split("[\\s,]+");
        if (numbers.length != defaults.size()) {
            throw wrong(text);
        }
        try {
            List<Long> values = Arrays.stream(numbers).map(Long::valueOf).toList();
            if (values.stream().anyMatch(value -> value < min || value > max)) {
                throw wrong(text);
            }
            return values;
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
    }

    private IllegalArgumentException wrong(String text) {
        String what = defaults.size() == 1 ? "a number" : defaults.size() + " numbers";
        return new IllegalArgumentException(name + "=" + text + ": must be " + what + " from " + min + " to " + max);
    }

    /** The default as text. */
    public String defaultText() {
        return words.isEmpty() ? String.join(" ", defaults.stream().map(String::valueOf).toList())
            : words.get(defaults.getFirst().intValue());
    }
}
