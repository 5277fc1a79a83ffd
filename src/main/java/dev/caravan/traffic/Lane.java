package dev.caravan.traffic;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The turns of one service's changes. A fall overtakes every rise that was asked for before it: one that rests never happens,
 * one that waits for its proof is interrupted. Safe for use by several threads.
 */
final class Lane {
    private final ReentrantLock turn = new ReentrantLock(true);
    private long tickets;
    private long fell;
    private long nextRise;
    private boolean hasRisen;
    private Thread rising;

    /** A number that is higher than all before it. */
    synchronized long ticket() {
        return ++tickets;
    }

    /**
     * Reserves the next turn for a rise.
     *
     * @param now nanoseconds of a clock that never jumps
     * @param interval nanoseconds between two rises
     * @return nanoseconds to wait
     */
    synchronized long reserve(long now, long interval) {
        long at = hasRisen ? Math.max(now, nextRise) : now;
        hasRisen = true;
        nextRise = at + interval;
        return at - now;
    }

    /** True when a fall was asked for after this ticket was drawn. */
    synchronized boolean isOvertaken(long ticket) {
        return fell > ticket;
    }

    /** Takes the turn for a rise. */
    void rise() {
        turn.lock();
        synchronized (this) {
            rising = Thread.currentThread();
        }
    }

    /** Takes the turn for a fall, from a rise that has it if need be. */
    void fall(long ticket) {
        synchronized (this) {
            fell = Math.max(fell, ticket);
            if (rising != null) {
                rising.interrupt();
            }
        }
        turn.lock();
    }

    /** Gives the turn back. */
    void leave() {
        synchronized (this) {
            if (rising == Thread.currentThread()) {
                rising = null;
            }
        }
        turn.unlock();
    }
}
