package io.netstack.tools.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a script: its options, settings and events. */
final class ScriptParser {
    private static final Pattern TIME = Pattern.compile("(?<time>\\*|\\+?[\\d.]*\\d(?:(?:~\\+?|\\.\\.\\.\\+?)[\\d.]*\\d)?)\\s+(?<rest>.*)");
    private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\) = (-?\\d+)(?: (E[A-Z]+))?(?: \\(.*\\))?");
    private static final Pattern SYSCTL = Pattern.compile("`?sysctl(?: -\\w+)* (\\S+?)=(\"[^\"]*\"|\\S+?)`?");
    private static final Pattern OPTION = Pattern.compile("--(\\w+)=(\\S+)");
    private static final Pattern ARGUMENT = Pattern.compile("\\{[^}]*\\}|\\[[^\\]]*\\]|[^,\\s][^,]*");

    private final Map<String, String> options = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<ScriptEvent> events = new ArrayList<>();

    /** @throws IllegalArgumentException naming the line that is none of a script's */
    ScriptParser(String text) {
        String withoutComments = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL).matcher(text)
            .replaceAll(comment -> "\n".repeat((int) comment.group().chars().filter(c -> c == '\n').count()));
        int number = 0;
        for (String raw : withoutComments.lines().toList()) {
            number++;
            String line = raw.replaceAll("(//|#).*", "").strip();
            try {
                line(number, line);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage());
            }
        }
    }

    private void line(int number, String line) {
        Matcher time = TIME.matcher(line);
        Matcher sysctl = SYSCTL.matcher(line);
        if (line.isEmpty()) {
            return;
        }
        if (line.startsWith("--")) {
            Matcher option = OPTION.matcher(line);
            while (option.find()) {
                options.put(option.group(1), option.group(2));
            }
        } else if (sysctl.matches()) {
            settings.put(sysctl.group(1), sysctl.group(2).replace("\"", ""));
        } else if (time.matches()) {
            events.add(new ScriptEvent(number, line, ScriptTime.parse(time.group("time")), action(time.group("rest").strip())));
        } else {
            throw new IllegalArgumentException("'" + line + "' has no time: '+0', '0.1', '*' or a range");
        }
    }

    private static ScriptEvent.Action action(String text) {
        if (text.startsWith("<")) {
            String packet = text.substring(1).strip();
            return IcmpSpec.isOne(packet) ? new ScriptEvent.InjectIcmp(IcmpSpec.parse(packet)) : new ScriptEvent.Inject(SegmentSpec.parse(packet));
        }
        if (text.startsWith(">")) {
            return new ScriptEvent.Expect(SegmentSpec.parse(text.substring(1).strip()));
        }
        Matcher call = CALL.matcher(text);
        if (!call.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no packet and no call such as 'read(4, ..., 10) = 10'");
        }
        List<String> arguments = new ArrayList<>();
        Matcher argument = ARGUMENT.matcher(call.group(2));
        while (argument.find()) {
            arguments.add(argument.group().strip());
        }
        return new ScriptEvent.Call(call.group(1), List.copyOf(arguments), Long.parseLong(call.group(3)), call.group(4));
    }

    /** {@code --name=value} by name. */
    String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    /** {@code sysctl} by full name. */
    Map<String, String> settings() {
        return settings;
    }

    List<ScriptEvent> events() {
        return events;
    }
}
