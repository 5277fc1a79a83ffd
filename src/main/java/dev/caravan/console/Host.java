package dev.caravan.console;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the console asks of the process that hosts the migrations. How far each run is, the console reads from the state
 * database, where the runner posts it. Every call is quick: it never waits for a run, a lock that a run holds, or a
 * database. Called by several threads at once, from the console's start to its end; never throws.
 */
public interface Host {
    /** Every migration that this process knows, by name. */
    List<Hosted> migrations();

    /**
     * How long ago the loop that drives the migrations last turned. It turns at least once a second as long as the process
     * makes progress, also when no migration runs and when one waits for a person: a process that is "up but dead" shows
     * here.
     */
    Duration sinceBeat();

    /** Why no work is taken (still starting, about to stop, the state's lock is lost); empty when it is. */
    Optional<String> notReady();
}
