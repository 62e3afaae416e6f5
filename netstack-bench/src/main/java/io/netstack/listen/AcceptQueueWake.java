package io.netstack.listen;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** The stack puts a connection while a thread, having found nothing, is about to sleep: it looks again, or it is woken. */
@JCStressTest
@Outcome(id = "false, [01]", expect = Expect.ACCEPTABLE, desc = "it looks again")
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "it sleeps and is woken")
@Outcome(id = "true, 1", expect = Expect.FORBIDDEN, desc = "it sleeps beside a filled queue")
@State
public class AcceptQueueWake {
    private final AcceptQueue queue = new AcceptQueue(2);
    private boolean sleeps;

    @Actor
    public void stack() {
        queue.put(7, 0);
        queue.wakeWaiters();
    }

    @Actor
    public void acceptor() {
        sleeps = queue.mayPark();
    }

    @Arbiter
    public void result(ZI_Result r) {
        r.r1 = sleeps;
        r.r2 = queue.waiterCount();
    }
}
