package dev.caravan.system.chroma;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records go in one call: halved when the server or this process has too much of it, grown again by half with each
 * call that works. Safe for use by several threads.
 */
final class BatchSize {
    private static final Logger LOG = LoggerFactory.getLogger(BatchSize.class);
    private static final double TIGHT = 0.85;

    private final int most;
    private final BooleanSupplier memoryIsTight;
    private int now;

    BatchSize(int most) {
        this(most, BatchSize::heapIsTight);
    }

    BatchSize(int most, BooleanSupplier memoryIsTight) {
        this.most = most;
        this.now = most;
        this.memoryIsTight = memoryIsTight;
    }

    /** How many the next call may have. */
    synchronized int next() {
        if (now > 1 && memoryIsTight.getAsBoolean()) {
            shrink(now, "memory is tight");
        }
        return now;
    }

    /** A call of {@code tried} records was too much. */
    synchronized void tooMuch(int tried, String why) {
        shrink(tried, why);
    }

    /** A call of {@code tried} records worked. */
    synchronized void worked(int tried) {
        if (tried >= now && now < most) {
            now = Math.min(most, now + Math.max(1, now / 2));
            LOG.debug("batches of {} records again", now);
        }
    }

    private void shrink(int from, String why) {
        now = Math.max(1, Math.min(now, from / 2));
        LOG.info("batches of {} records from now on: {}", now, why);
    }

    /** Judged by what the last collection of garbage left over. */
    private static boolean heapIsTight() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage left = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            boolean old = pool.getName().contains("Old") || pool.getName().contains("Tenured");
            if (old && left != null && left.getMax() > 0 && left.getUsed() > TIGHT * left.getMax()) {
                return true;
            }
        }
        return false;
    }
}
