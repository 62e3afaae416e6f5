package io.netstack.tools.custom;

import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The policies that a command may name: those from files first, then those built in or in jars on the path. */
public final class PolicyShelf {
    private final List<Path> files;
    private final List<ListenPolicy> own = new ArrayList<>();

    /**
     * Compiles the files.
     *
     * @throws io.netstack.tools.UsageError when a file has a mistake, with javac's message
     */
    public PolicyShelf(List<Path> files) {
        this.files = List.copyOf(files);
        files.forEach(file -> own.addAll(PolicyCompiler.compile(file)));
    }

    /** The policies from files. */
    public List<ListenPolicy> own() {
        return List.copyOf(own);
    }

    /**
     * The policy of a name or alias.
     *
     * @throws IllegalArgumentException when there is none; the message lists those there are
     */
    public ListenPolicy named(String name) {
        for (ListenPolicy policy : own) {
            if (policy.name().equals(name) || policy.aliases().contains(name)) {
                return policy;
            }
        }
        try {
            return Policies.named(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(own.isEmpty() ? e.getMessage()
                : e.getMessage() + ", " + own.stream().map(ListenPolicy::name).collect(Collectors.joining(", ")));
        }
    }

    /** The flags that fill the shelf again. */
    public String flags() {
        return files.stream().map(file -> "--policy-file " + file + " ").collect(Collectors.joining());
    }
}
