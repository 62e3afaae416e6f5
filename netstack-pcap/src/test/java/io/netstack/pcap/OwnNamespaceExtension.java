package io.netstack.pcap;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs the methods of a {@link Live} test in a thread with its own network namespace, or says why it cannot. */
final class OwnNamespaceExtension implements ExecutionCondition, BeforeEachCallback, AfterEachCallback, InvocationInterceptor {

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(OwnNamespaceExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (Libc.effectiveUserId() != 0) {
            return ConditionEvaluationResult.disabled("needs root, to make a network namespace");
        }
        if (!mayUnshare()) {
            return ConditionEvaluationResult.disabled("needs CAP_SYS_ADMIN, to make a network namespace");
        }
        List<String> missing = new ArrayList<>();
        Stream.of(context.getTestClass(), context.getTestMethod())
                .flatMap(element -> AnnotationSupport.findAnnotation(element, Live.class).stream())
                .flatMap(live -> Stream.of(live.needs()))
                .distinct()
                .forEach(need -> whatIsMissing(need, missing));
        return missing.isEmpty() ? ConditionEvaluationResult.enabled("live")
                : ConditionEvaluationResult.disabled("needs " + String.join("; ", missing));
    }

    private static void whatIsMissing(Live.Need need, List<String> missing) {
        switch (need) {
            case TUN -> TapDevice.whyNotOpenable().ifPresent(missing::add);
            case LIBPCAP -> {
                if (PcapLibrary.version().isEmpty()) {
                    missing.add("libpcap");
                }
            }
            case TSHARK -> program("tshark", missing);
            case CURL -> program("curl", missing);
        }
    }

    private static void program(String name, List<String> missing) {
        boolean found = Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        if (!found) {
            missing.add("the program " + name);
        }
    }

    private static boolean mayUnshare() {
        boolean[] may = new boolean[1];
        Thread thread = new Thread(() -> may[0] = new Libc().unshare(Libc.CLONE_NEWNET) == 0);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return may[0];
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        context.getStore(STORE).put(ExecutorService.class, thread);
        int answer = thread.submit(() -> new Libc().unshare(Libc.CLONE_NEWNET)).get();
        if (answer < 0) {
            throw new IllegalStateException("no network namespace: " + Libc.describe(answer));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        context.getStore(STORE).remove(ExecutorService.class, ExecutorService.class).shutdownNow();
    }

    @Override
    public void interceptBeforeEachMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inNamespace(invocation, context);
    }

    @Override
    public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inNamespace(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        inNamespace(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inNamespace(invocation, context);
    }

    private static void inNamespace(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        ExecutorService thread = context.getStore(STORE).get(ExecutorService.class, ExecutorService.class);
        try {
            thread.submit(() -> {
                try {
                    return invocation.proceed();
                } catch (RuntimeException | Error e) {
                    throw e;
                } catch (Throwable e) {
                    throw new ExecutionException(e);
                }
            }).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ExecutionException wrapped ? wrapped.getCause() : e.getCause();
        }
    }
}
