package io.netstack.tools.policies;

import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Settings;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A program, and what it passes to listen() unless told otherwise.
 *
 * @param name    for {@code --app}
 * @param title   for people
 * @param backlog what it passes on a system
 * @param source  how that is known
 */
public record Application(String name, String title, ToIntFunction<ListenPolicy> backlog, String source) {
    private static final int LARGEST_INT = Integer.MAX_VALUE;

    private static final List<Application> ALL = List.of(
        fixed("apache", "Apache httpd (ListenBacklog)", 511, "ap_listen.h, DEFAULT_LISTENBACKLOG"),
        new Application("nginx", "nginx", Application::nginx, "ngx_*_config.h: -1 on FreeBSD, DragonFly and macOS, 511 elsewhere"),
        fixed("redis", "Redis (tcp-backlog)", 511, "redis config.c"),
        fixed("node", "Node.js net and http servers", 511, "seen with ss, v20"),
        fixed("java", "Java ServerSocket", 50, "JDK source; seen with ss"),
        fixed("jetty", "Jetty (acceptQueueSize 0, which the JDK makes 50)", 50, "ServerConnector"),
        fixed("tomcat", "Tomcat (acceptCount)", 100, "connector documentation"),
        fixed("undertow", "Undertow", 1000, "Options.BACKLOG in Undertow.java"),
        new Application("netty", "Netty (SO_BACKLOG)", Application::netty,
            "NetUtil: /proc/sys/net/core/somaxconn; else 200 on Windows, 128 elsewhere"),
        new Application("go", "Go net.Listen", Application::systemMaximum, "net/sock_bsd.go, sock_linux.go: the system's own maximum"),
        fixed("python", "Python socket.listen()", 128, "seen with ss, 3.11"),
        fixed("python-asyncio", "Python asyncio.start_server", 100, "inspect, 3.11"),
        fixed("python-http", "Python socketserver, http.server, wsgiref", 5, "inspect, 3.11"),
        fixed("twisted", "Twisted listenTCP", 50, "reactor signature"),
        fixed("wcf", "WCF net.tcp (ListenBacklog)", 10, "vendor's documentation"),
        fixed("directory", "Sun and Oracle Directory Server", 128, "vendor's documentation"));

    private static Application fixed(String name, String title, int backlog, String source) {
        return new Application(name, title, policy -> backlog, source);
    }

    /** All of them. */
    public static List<Application> all() {
        return ALL;
    }

    /**
     * The application of a name.
     *
     * @throws IllegalArgumentException when there is none; the message lists those there are
     */
    public static Application named(String name) {
        return ALL.stream().filter(application -> application.name.equals(name)).findFirst().orElseThrow(
            () -> new IllegalArgumentException("no application is called '" + name + "'; there are: "
                + String.join(", ", ALL.stream().map(Application::name).toList())));
    }

    private static int nginx(ListenPolicy policy) {
        String name = policy.name();
        return name.startsWith("freebsd") || name.equals("dragonfly") || name.equals("macos") ? -1 : 511;
    }

    private static int netty(ListenPolicy policy) {
        return policy.name().startsWith("linux") ? systemMaximum(policy) : policy.name().startsWith("windows") ? 200 : 128;
    }

    /** What the system's largest backlog is by default: what it makes of the largest number there is. */
    private static int systemMaximum(ListenPolicy policy) {
        return policy.open(Settings.defaults(policy), 1).onListen(LARGEST_INT, 0, false).limit();
    }
}
