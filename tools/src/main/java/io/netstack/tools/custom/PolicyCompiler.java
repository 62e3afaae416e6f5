package io.netstack.tools.custom;

import io.netstack.policy.ListenPolicy;
import io.netstack.policy.ListenPolicyProvider;
import io.netstack.tools.UsageError;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a file of Java in memory and makes its policies; nothing is written to disk. */
final class PolicyCompiler {

    private PolicyCompiler() {
    }

    /**
     * The policies of a file: every class in it that is a {@link ListenPolicy} with a constructor without arguments.
     *
     * @throws UsageError with javac's message and line, when the file has a mistake or no policy
     */
    static List<ListenPolicy> compile(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new UsageError("cannot read the policy file " + file);
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new UsageError("--policy-file needs a JDK; this Java has no compiler");
        }
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (InMemory classes = new InMemory(compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8))) {
            boolean good = compiler.getTask(new StringWriter(), classes, diagnostics, List.of("-classpath", classPath(), "-proc:none"),
                null,
                List.of(new Source(file))).call();
            if (!good) {
                throw new UsageError(firstError(file, diagnostics));
            }
            return policies(file, classes);
        } catch (IOException e) {
            throw new UsageError("cannot compile " + file + ": " + e.getMessage());
        }
    }

    /** Where this program's own classes come from: what a policy may use. */
    private static String classPath() {
        try {
            Path core = Path.of(ListenPolicyProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return core + File.pathSeparator + System.getProperty("java.class.path");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String firstError(Path file, DiagnosticCollector<JavaFileObject> diagnostics) {
        List<Diagnostic<? extends JavaFileObject>> errors = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                errors.add(diagnostic);
            }
        }
        Diagnostic<? extends JavaFileObject> first = errors.getFirst();
        String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        return file + ":" + first.getLineNumber() + ": " + first.getMessage(Locale.ROOT).replaceAll("\\s+", " ") + more;
    }

    private static List<ListenPolicy> policies(Path file, InMemory classes) {
        List<ListenPolicy> policies = new ArrayList<>();
        Loader loader = new Loader(classes.compiled());
        for (String name : classes.compiled().keySet()) {
            try {
                Class<?> type = Class.forName(name, true, loader);
                if (ListenPolicy.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers()) && !type.isAnonymousClass()) {
                    policies.add(make(file, type));
                }
            } catch (ClassNotFoundException | LinkageError e) {
                throw new UsageError(file + ": " + name + " cannot be loaded: " + e);
            }
        }
        if (policies.isEmpty()) {
            throw new UsageError(file + ": no class in it implements ListenPolicy (netstack new-policy writes one that does)");
        }
        return policies;
    }

    private static ListenPolicy make(Path file, Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return (ListenPolicy) constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new UsageError(file + ": " + type.getSimpleName() + " needs a constructor without arguments");
        } catch (InvocationTargetException e) {
            throw new UsageError(file + ": the constructor of " + type.getSimpleName() + " failed: " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new UsageError(file + ": " + type.getSimpleName() + " cannot be made: " + e.getMessage());
        }
    }

    /** The file, under whatever name its public class has: javac wants them to agree, people rename files. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Path file) throws IOException {
            super(file.toUri(), Kind.SOURCE);
            text = Files.readString(file);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE;
        }
    }

    /** A class file in memory. */
    private static final class Compiled extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Compiled(String name) {
            super(URI.create("memory:///" + name.replace('.', '/') + Kind.CLASS.extension), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    /** Keeps class files in memory. */
    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, Compiled> files = new TreeMap<>();

        InMemory(JavaFileManager manager) {
            super(manager);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return files.computeIfAbsent(className, Compiled::new);
        }

        Map<String, byte[]> compiled() {
            Map<String, byte[]> classes = new TreeMap<>();
            files.forEach((name, file) -> classes.put(name, file.bytes.toByteArray()));
            return classes;
        }
    }

    /** Loads classes from memory, everything else as usual. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(ListenPolicy.class.getClassLoader());
            this.classes = new HashMap<>(classes);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
