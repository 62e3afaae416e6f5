package io.netstack.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a number was measured on, without which it means nothing. */
final class Machine {
    private Machine() {
    }

    /** Processor, how many, kernel, JDK, and how busy it was when asked. */
    static String line() {
        String kernel = System.getProperty("os.version").replaceFirst("-.*", "");
        return Runtime.getRuntime().availableProcessors() + " × " + processor() + ", Linux " + kernel + ", JDK "
            + System.getProperty("java.version") + ", load " + load();
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name")).findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException e) {
            return "unknown";
        }
    }
}
