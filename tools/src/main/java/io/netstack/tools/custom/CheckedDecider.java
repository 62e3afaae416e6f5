package io.netstack.tools.custom;

import io.netstack.observe.Reason;
import io.netstack.policy.AckVerdict;
import io.netstack.policy.Decider;
import io.netstack.policy.HeadVerdict;
import io.netstack.policy.ListenEvent;
import io.netstack.policy.ListenResult;
import io.netstack.policy.ListenView;
import io.netstack.policy.ParkVerdict;
import io.netstack.policy.SegmentVerdict;
import io.netstack.policy.SynVerdict;
import io.netstack.policy.TimerVerdict;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

/** Between the stack and a decider under test: looks at each answer before the stack acts on it. */
final class CheckedDecider implements Decider {
    private static final int MOST_IDLE_WAKES = 1000;

    private final Decider decider;
    private final ListenView proxy;
    private ListenView view;
    private Reason reason;
    private long wakesAtNs;
    private int idleWakes;

    CheckedDecider(Decider decider) {
        this.decider = decider;
        proxy = (ListenView) Proxy.newProxyInstance(ListenView.class.getClassLoader(), new Class<?>[] {ListenView.class}, this::onView);
    }

    /** The decider asks the view something, or says why. */
    private Object onView(Object self, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("because")) {
            reason = (Reason) arguments[0];
        }
        try {
            return method.invoke(view, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private ListenView seen(ListenView now) {
        view = now;
        reason = null;
        return proxy;
    }

    private <T> T asked(String question, Supplier<T> answer) {
        T verdict;
        try {
            verdict = answer.get();
        } catch (RuntimeException | StackOverflowError e) {
            throw new BrokenPolicy(question + " throws", question + " throws " + e + where(e));
        }
        if (verdict == null) {
            throw new BrokenPolicy(question + " null", question + " answers null");
        }
        return verdict;
    }

    /** The line of the policy's own file, if the trace knows one. */
    private String where(Throwable e) {
        for (StackTraceElement element : e.getStackTrace()) {
            if (element.getClassName().startsWith(decider.getClass().getName())) {
                return " (" + element.getFileName() + ":" + element.getLineNumber() + ")";
            }
        }
        return "";
    }

    private <T> T withReason(String question, Reason.Kind kind, Supplier<T> answer) {
        T verdict = asked(question, answer);
        if (reason == null) {
            throw new BrokenPolicy(question + " silent", question + " answers " + verdict + " without a reason (view.because)");
        }
        if (reason.kind() != kind) {
            throw new BrokenPolicy(question + " reason", question + " gives the reason " + reason + ", which is no reason for a " + kind);
        }
        return verdict;
    }

    @Override
    public ListenResult onListen(int requested, int current, boolean again) {
        return asked("onListen", () -> decider.onListen(requested, current, again));
    }

    @Override
    public SegmentVerdict onListenSegment(ListenView now) {
        seen(now);
        SegmentVerdict verdict = asked("onListenSegment", () -> decider.onListenSegment(proxy));
        if (verdict == SegmentVerdict.DROP && reason == null) {
            throw new BrokenPolicy("onListenSegment silent", "onListenSegment answers DROP without a reason (view.because)");
        }
        return verdict;
    }

    @Override
    public boolean bypassesStore(ListenView now) {
        seen(now);
        return asked("bypassesStore", () -> decider.bypassesStore(proxy));
    }

    @Override
    public SynVerdict onSyn(ListenView now) {
        seen(now);
        return withReason("onSyn", Reason.Kind.FRAME, () -> decider.onSyn(proxy));
    }

    @Override
    public int victim(ListenView now) {
        Reason before = reason;
        seen(now);
        int rank = asked("victim", () -> decider.victim(proxy));
        reason = before;
        if (rank >= 0 && rank >= now.synQueueLength() && now.bucketLength() == 0) {
            throw new BrokenPolicy("victim missing",
                "victim names request " + rank + " from the oldest, but there are " + now.synQueueLength());
        }
        return rank;
    }

    @Override
    public AckVerdict onHandshakeAck(ListenView now) {
        seen(now);
        return withReason("onHandshakeAck", Reason.Kind.FRAME, () -> decider.onHandshakeAck(proxy));
    }

    @Override
    public boolean takesCookie(ListenView now) {
        seen(now);
        return asked("takesCookie", () -> decider.takesCookie(proxy));
    }

    @Override
    public TimerVerdict onSynAckTimer(ListenView now) {
        seen(now);
        TimerVerdict verdict = asked("onSynAckTimer", () -> decider.onSynAckTimer(proxy));
        if (verdict == TimerVerdict.RESEND && (reason == null || reason.kind() != Reason.Kind.SENT)) {
            throw new BrokenPolicy("onSynAckTimer silent", "onSynAckTimer answers RESEND with " + (reason == null ? "no reason" : reason)
                + "; the SYN-ACK needs one such as SENT_SYN_ACK_AGAIN");
        }
        return verdict;
    }

    @Override
    public ParkVerdict onParked(ListenView now) {
        seen(now);
        return asked("onParked", () -> decider.onParked(proxy));
    }

    @Override
    public HeadVerdict onAcceptHead(ListenView now) {
        seen(now);
        return asked("onAcceptHead", () -> decider.onAcceptHead(proxy));
    }

    @Override
    public boolean closesGate(ListenView now) {
        seen(now);
        return asked("closesGate", () -> decider.closesGate(proxy));
    }

    @Override
    public void happened(ListenEvent event, ListenView now) {
        ListenView before = view;
        Reason reasonBefore = reason;
        seen(now);
        asked("happened", () -> {
            decider.happened(event, proxy);
            return true;
        });
        view = before;
        reason = reasonBefore;
    }

    @Override
    public long nextWakeNs(long nowNs) {
        long wake = asked("nextWakeNs", () -> decider.nextWakeNs(nowNs));
        idleWakes = wake <= nowNs && nowNs == wakesAtNs ? idleWakes + 1 : 0;
        wakesAtNs = nowNs;
        if (idleWakes > MOST_IDLE_WAKES) {
            throw new BrokenPolicy("nextWakeNs stuck", "nextWakeNs answers a moment that has passed, again and again: time stands still");
        }
        return wake;
    }
}
