package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;

/**
 * What people and errors asked of a run: pause, go on, stop. Obeyed at the next chunk border. Safe for use by several
 * threads.
 */
public final class Control {
    private String pausedBy = "";
    private CaravanException stopped;

    /** Asks every worker to wait; {@code why} is shown. */
    public synchronized void pause(String why) {
        pausedBy = why;
    }

    /** Lets the workers go on. */
    public synchronized void resume() {
        pausedBy = "";
        notifyAll();
    }

    /** Ends the run with this error; the first one stays. */
    public synchronized void stop(CaravanException reason) {
        if (stopped == null) {
            stopped = reason;
        }
        notifyAll();
    }

    /** Why the workers wait, or empty. */
    public synchronized String pausedBy() {
        return pausedBy;
    }

    /** Why the run ends, or null while it goes on. */
    public synchronized CaravanException stopped() {
        return stopped;
    }

    /** True once the run is to end. */
    public boolean isStopped() {
        return stopped() != null;
    }

    /** Throws when the run has ended. */
    public void check() {
        CaravanException reason = stopped();
        if (reason != null) {
            throw new CaravanException(reason.code(), reason.where(), reason.getMessage(), reason);
        }
    }

    /**
     * Waits, at most this long, for a change of mind.
     *
     * @throws CaravanException ABORTED when the thread was interrupted
     */
    public synchronized void await(long millis) {
        try {
            wait(Math.max(1, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.ABORTED, "run", "interrupted while waiting; run it again to go on", e);
        }
    }
}
