package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Keys, addresses and what is derived from them under a secret. */
class FlowKeyTest {
    private static final Secrets SECRETS = Secrets.seeded(42);
    private final FlowKey key = new FlowKey();

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aKeyHoldsItsTuple(@ForAll long high, @ForAll long low, @ForAll @IntRange(max = 65_535) int remotePort,
                           @ForAll @IntRange(max = 65_535) int localPort, @ForAll @IntRange(max = 100) int localIndex) {
        key.set(high, low, remotePort, localIndex, localPort);
        assertThat(key.remoteHigh()).isEqualTo(high);
        assertThat(key.remoteLow()).isEqualTo(low);
        assertThat(key.remotePort()).isEqualTo(remotePort);
        assertThat(key.localPort()).isEqualTo(localPort);
        assertThat(key.localIndex()).isEqualTo(localIndex);
        FlowKey again = new FlowKey().setPacked(high, low, key.ports(), localIndex);
        assertThat(again.hash(SECRETS)).isEqualTo(key.hash(SECRETS));
    }

    @Example
    void eachPartOfTheTupleAndTheSecretChangesTheHash() {
        Set<Long> hashes = new HashSet<>();
        hashes.add(key.set(0, Addresses.lowOf(1), 1000, 0, 80).hash(SECRETS));
        hashes.add(key.set(0, Addresses.lowOf(2), 1000, 0, 80).hash(SECRETS));
        hashes.add(key.set(0, Addresses.lowOf(1), 1001, 0, 80).hash(SECRETS));
        hashes.add(key.set(0, Addresses.lowOf(1), 1000, 1, 80).hash(SECRETS));
        hashes.add(key.set(0, Addresses.lowOf(1), 1000, 0, 81).hash(SECRETS));
        hashes.add(key.set(0, Addresses.lowOf(1), 80, 0, 1000).hash(SECRETS));
        hashes.add(key.set(5, Addresses.lowOf(1), 1000, 0, 80).hash(SECRETS));
        hashes.add(key.set(0, Addresses.lowOf(1), 1000, 0, 80).hash(Secrets.seeded(43)));
        assertThat(hashes).hasSize(8);
    }

    @Example
    void initialSequenceNumbersGrowWithTheClockAndDifferByTuple() {
        LocalAddresses locals = new LocalAddresses(0xC612_0002);
        InitialSequenceNumber isn = new InitialSequenceNumber(SECRETS, locals);
        long hash = isn.hash(key.set(0, Addresses.lowOf(1), 1000, 0, 80));
        assertThat(isn.iss(hash, 0)).isEqualTo((int) hash);
        assertThat(isn.iss(hash, 64_000) - isn.iss(hash, 0)).as("one step each 64 ns").isEqualTo(1000);
        assertThat(isn.timestampOffset(hash)).isEqualTo((int) (hash >>> 32));
        assertThat(isn.hash(key.set(0, Addresses.lowOf(1), 1001, 0, 80))).isNotEqualTo(hash);
        assertThat(new InitialSequenceNumber(Secrets.seeded(1), locals).hash(key.set(0, Addresses.lowOf(1), 1000, 0, 80)))
            .isNotEqualTo(hash);
    }

    @Example
    void secretsOfOneSeedAreTheSameAndNeverPrinted() {
        assertThat(Secrets.seeded(7)).isEqualTo(Secrets.seeded(7)).isNotEqualTo(Secrets.seeded(8));
        assertThat(Secrets.random()).isNotEqualTo(Secrets.random());
        assertThat(Secrets.seeded(7)).hasToString("Secrets[hidden]");
    }

    @Property
    void anIpv4AddressSurvivesItsTextAndItsMapping(@ForAll int address) throws UnknownHostException {
        assertThat(Addresses.parseIpv4(Addresses.text(address))).isEqualTo(address);
        long low = Addresses.lowOf(address);
        assertThat(Addresses.isIpv4(0, low)).isTrue();
        assertThat(Addresses.ipv4(low)).isEqualTo(address);
        assertThat(Addresses.toInetAddress(0, low)).isEqualTo(InetAddress.getByName(Addresses.text(address)));
    }

    @Example
    void anIpv6AddressIsNotMistakenForIpv4() {
        assertThat(Addresses.isIpv4(0xFD00_0198_0018_0000L, 1)).isFalse();
        assertThat(Addresses.isIpv4(0, 1)).isFalse();
        assertThat(Addresses.toInetAddress(0xFD00_0198_0018_0000L, 1).getHostAddress()).isEqualTo("fd00:198:18:0:0:0:0:1");
    }

    @Example
    void textThatIsNoAddressIsRefusedByName() {
        for (String text : new String[] {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "-1.1.1.1", "a.b.c.d", "1..2.3", "0001.2.3.4", "1.2.3.4 ",
            "+1.2.3.4", "1.2.3.\u0664"}) {
            assertThatThrownBy(() -> Addresses.parseIpv4(text)).as(text).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
        }
    }

    @Example
    void aStackKnowsItsOwnAddressesByIndex() {
        LocalAddresses locals = new LocalAddresses(11, 22);
        assertThat(locals.count()).isEqualTo(2);
        assertThat(locals.indexOf(0, Addresses.lowOf(22))).isOne();
        assertThat(locals.indexOf(0, Addresses.lowOf(33))).isEqualTo(-1);
        assertThat(locals.indexOf(1, Addresses.lowOf(22))).isEqualTo(-1);
        assertThat(locals.ipv4(1)).isEqualTo(22);
        assertThat(locals.low(0)).isEqualTo(Addresses.lowOf(11));
        assertThat(locals.high(0)).isZero();
        assertThatThrownBy(LocalAddresses::new).isInstanceOf(IllegalArgumentException.class);
    }
}
