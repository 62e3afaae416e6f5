package io.netstack.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.listen.HeapPerRequest;
import org.junit.jupiter.api.Test;

/** What {@code --check} promises about memory, by what is allocated: that needs no collection and no quiet machine. */
class RequestSizeTest {

    @Test
    void anEmbryonicConnectionTakes128BytesAtMostAllIn() {
        assertThat(HeapPerRequest.allocatedBytes()).isBetween(64.0, 128.0);
    }
}
