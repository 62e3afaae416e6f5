package io.netstack.tools;

import io.netstack.observe.QueueGauge;

/** A gauge that is known only later: a stack is started with its trace before it has a listener to measure. */
final class LateGauge implements QueueGauge {
    private volatile QueueGauge known = QueueGauge.NONE;

    void known(QueueGauge gauge) {
        known = gauge;
    }

    @Override
    public int synQueueLength() {
        return known.synQueueLength();
    }

    @Override
    public int acceptQueueLength() {
        return known.acceptQueueLength();
    }
}
