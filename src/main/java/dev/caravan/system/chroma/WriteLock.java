package dev.caravan.system.chroma;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the writers of one collection wait for each other, and knows what the last of them wrote: so that an id that was looked
 * up before its turn came need not be looked up again. Safe for use by several threads.
 */
final class WriteLock {
    private final ReentrantLock lock = new ReentrantLock(true);
    private volatile long writes;
    private Set<String> last = Set.of();

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** How many writes have ended; to be asked before ids are looked up. */
    long writes() {
        return writes;
    }

    /** True when no write since this number can have changed what is there of these ids. Asked by who holds the lock. */
    boolean holds(long since, Set<String> ids) {
        return writes == since || writes == since + 1 && Collections.disjoint(last, ids);
    }

    /** Counts a write that has ended, however it did; told by who holds the lock. */
    void wrote(Set<String> ids) {
        last = ids;
        writes++;
    }
}
