package io.netstack.script;

import org.junit.jupiter.api.Test;

/** What Linux 6.18 does when connections and listeners end: vectors 44 to 48, each measured on a kernel. */
public abstract class EndingVectors extends Played {

    @Test
    public void v44_aQueuedConnectionThatIsResetKeepsItsPlace() {
        play("""
            listen 1
            c1..c2 connect
            counters PassiveOpens+2
            > c1 R 1:1(0)
            < nothing
            counters EstabResets+1
            > c3 S 0:0(0)
            < nothing
            counters ListenOverflows+1 ListenDrops+1
            queues A=2 Q=0
            accept c1
            recv c1 ECONNRESET
            """);
    }

    /** c1 has been closed by the listener's side first and waits in TIME-WAIT. */
    private static final String TIME_WAIT = """
        c1 connects
        accept c1
        close c1
        < c1 FA 1:1(0) ack 1
        > c1 FA 1:1(0) ack 2
        < c1 A 2:2(0) ack 2
        """;

    @Test
    public void v45_aNewSynTakesOverATimeWaitThoughTheSynQueueIsFull() {
        play("given tcp_syncookies=0\nlisten 1\n" + TIME_WAIT + """
            > c2..c3 S 0:0(0)
            < c2..c3 SA 0:0(0) ack 1
            counters PassiveOpens+1
            > c1 S 3:3(0)
            < c1 SA 65539:65539(0) ack 4
            counters none
            queues A=0 Q=3
            """);
    }

    @Test
    public void v46_atAFullAcceptQueueTheSynIsDroppedAndTheTimeWaitIsGone() {
        play("listen 0\n" + TIME_WAIT + """
            c2 connects
            counters PassiveOpens+2
            > c1 S 3:3(0)
            < nothing
            counters ListenOverflows+1 ListenDrops+1
            queues A=1 Q=0
            accept c2
            > c1 S 1:1(0)   # a TIME-WAIT would answer this by ACK
            < c1 SA *:*(0) ack 2
            queues A=0 Q=1
            """);
    }

    /** Three connections queued, two half way, backlog 2. */
    private static final String THREE_QUEUED_TWO_HALF_WAY = """
        listen 2
        c1..c2 connect
        > c3..c5 S 0:0(0)
        < c3..c5 SA 0:0(0) ack 1
        > c3 A 1:1(0) ack 1
        counters PassiveOpens+3
        queues A=3 Q=2
        """;

    @Test
    public void v47_closingTheListenerResetsTheQueuedConnections() {
        play(THREE_QUEUED_TWO_HALF_WAY + """
            close listener
            < c1..c3 RA 1:1(0) ack 1
            counters EstabResets+3 OutRsts+3
            """);
    }

    @Test
    public void v48_afterThatTheRequestsAreGoneWhenTheirNextSegmentComes() {
        play(THREE_QUEUED_TWO_HALF_WAY + """
            close listener
            < c1..c3 RA 1:1(0) ack 1
            counters EstabResets+3 OutRsts+3
            > c4 A 1:1(0) ack 1
            < c4 R 1:1(0)
            > c5 S 0:0(0)
            < c5 RA =0:=0(0) ack 1
            counters OutRsts+2
            """);
    }
}
