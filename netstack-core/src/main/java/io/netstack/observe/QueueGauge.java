package io.netstack.observe;

/** How long the two queues are at this moment; asked by a trace on the stack's thread, right after a decision. */
public interface QueueGauge {

    /** Nothing to measure: both lengths are 0. */
    QueueGauge NONE = new QueueGauge() {
        @Override
        public int synQueueLength() {
            return 0;
        }

        @Override
        public int acceptQueueLength() {
            return 0;
        }
    };

    /** Embryonic connections. */
    int synQueueLength();

    /** Established connections that wait for accept(). */
    int acceptQueueLength();
}
