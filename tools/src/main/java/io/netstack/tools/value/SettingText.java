package io.netstack.tools.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code name=value}, one setting of a policy.
 *
 * @param name  not empty
 * @param value what the policy will read
 */
public record SettingText(String name, String value) {

    /** Several of them as a map; the last one of a name counts. */
    public static Map<String, String> map(List<SettingText> settings) {
        Map<String, String> map = new LinkedHashMap<>();
        settings.forEach(setting -> map.put(setting.name, setting.value));
        return map;
    }

    /** For the command line. */
    public static final class Converter implements ITypeConverter<SettingText> {
        @Override
        public SettingText convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw new TypeConversionException("not a setting; name=value such as tcp_abort_on_overflow=1");
            }
            return new SettingText(text.substring(0, equals).trim(), text.substring(equals + 1).trim());
        }
    }
}
