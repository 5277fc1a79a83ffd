package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;

/**
 * What people and errors asked of a run: pause, go on, stop. Obeyed at the next chunk border. Safe for use by several
 * threads.
 */
public final class Control {
    private final Control whole;
    private String pausedBy = "";
    private CaravanException stopped;

    /** Of a run. */
    public Control() {
        this(null);
    }

    private Control(Control whole) {
        this.whole = whole;
    }

    /** Of a part of the run: it waits and ends with the run, and may be stopped while the run goes on. Only stopped, never paused. */
    public Control part() {
        return new Control(this);
    }

    /** Asks every worker to wait; {@code why} is shown. */
    public synchronized void pause(String why) {
        pausedBy = why;
    }

    /** Lets the workers go on. */
    public synchronized void resume() {
        pausedBy = "";
        notifyAll();
    }

    /** Ends it with this error; the first one stays. */
    public synchronized void stop(CaravanException reason) {
        if (stopped == null) {
            stopped = reason;
        }
        notifyAll();
    }

    /** Why the workers wait, or empty. */
    public synchronized String pausedBy() {
        return whole == null ? pausedBy : whole.pausedBy();
    }

    /** Why it ends, alone or with the run; null while it goes on. */
    public synchronized CaravanException stopped() {
        return stopped != null || whole == null ? stopped : whole.stopped();
    }

    /** True once it is to end. */
    public boolean isStopped() {
        return stopped() != null;
    }

    /** Throws when it has ended. */
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
