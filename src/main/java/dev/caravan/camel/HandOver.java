package dev.caravan.camel;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.apache.camel.Exchange;
import org.apache.camel.component.seda.BlockingQueueFactory;

/**
 * Makes queues without a place: who hands a chunk over waits until the other side takes it. Reading still runs one chunk
 * ahead of the writer; a chunk more in a queue would cost its memory and win no time. Bound as {@code handOver}.
 */
final class HandOver implements BlockingQueueFactory<Exchange> {
    @Override
    public BlockingQueue<Exchange> create() {
        return new SynchronousQueue<>();
    }

    @Override
    public BlockingQueue<Exchange> create(int capacity) {
        return create();
    }
}
