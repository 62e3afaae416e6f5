package io.netstack.tools.experiment;

import io.netstack.sim.PeerOutcome;
import io.netstack.sim.load.HonestClients;
import io.netstack.sim.load.HonestClients.Client;
import org.HdrHistogram.Histogram;

/** Counts what becomes of honest clients. */
final class Measurement implements HonestClients.Watcher {
    private static final int DIGITS = 3;

    private final Conversations conversations;
    private final Histogram toConnect = new Histogram(DIGITS);
    private final Histogram toAccept = new Histogram(DIGITS);
    private long started;
    private long connected;
    private long accepted;
    private long atOnce;
    private long refused;
    private long timedOut;
    private long reset;
    private long synRetransmits;
    private long dataRetransmits;

    Measurement(Conversations conversations) {
        this.conversations = conversations;
    }

    @Override
    public void started(Client client) {
        started++;
    }

    @Override
    public void established(Client client) {
        connected++;
        toConnect.recordValue(client.peer().establishedNs() - client.startedNs());
    }

    @Override
    public void accepted(Client client) {
        accepted++;
        toAccept.recordValue(client.acceptedNs() - client.startedNs());
        conversations.accepted(client, client.acceptedNs());
    }

    @Override
    public void ended(Client client) {
        if (client.resetWhileConnected()) {
            reset++;
        } else if (client.peer().outcome() == PeerOutcome.REFUSED) {
            refused++;
        } else if (client.peer().outcome() == PeerOutcome.TIMEOUT && client.acceptedNs() == Long.MAX_VALUE) {
            timedOut++;
        }
        closed(client);
    }

    /** The client is not over, but the run is. */
    void stillOpen(Client client) {
        closed(client);
    }

    private void closed(Client client) {
        boolean repeated = client.peer().synRetransmits() > 0 || client.peer().dataRetransmits() > 0;
        if (client.acceptedNs() != Long.MAX_VALUE && !repeated) {
            atOnce++;
        }
        synRetransmits += client.peer().synRetransmits();
        dataRetransmits += client.peer().dataRetransmits();
        conversations.ended(client);
    }

    long started() {
        return started;
    }

    long acceptedSoFar() {
        return accepted;
    }

    Outcome.Clients clients() {
        return new Outcome.Clients(started, connected, accepted, atOnce, refused, timedOut, reset, synRetransmits, dataRetransmits);
    }

    Histogram toConnect() {
        return toConnect;
    }

    Histogram toAccept() {
        return toAccept;
    }
}
