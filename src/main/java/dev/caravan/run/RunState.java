package dev.caravan.run;

import dev.caravan.repository.Checkpoints;
import dev.caravan.repository.Database;
import dev.caravan.repository.Directions;
import dev.caravan.repository.Journal;
import dev.caravan.repository.Orders;
import dev.caravan.repository.Passages;
import dev.caravan.repository.ProgressBoard;
import dev.caravan.repository.Rehearsals;
import dev.caravan.repository.Rejects;
import dev.caravan.repository.Runs;
import dev.caravan.repository.Shares;
import dev.caravan.repository.Sleeper;
import dev.caravan.repository.VerificationStates;
import dev.caravan.repository.Verified;
import java.nio.file.Path;
import java.time.Clock;

/** The state folder, opened: every book that a run keeps. Safe for use by several threads. */
public record RunState(
        Path folder,
        Database database,
        Runs runs,
        ProgressBoard board,
        Orders orders,
        Rejects rejects,
        Rehearsals rehearsals,
        VerificationStates verifications,
        Journal journal,
        Passages passages,
        Shares shares,
        Verified verified,
        Checkpoints checkpoints,
        Directions directions,
        Clock clock)
        implements AutoCloseable {

    /** Opens the state folder; makes it where it is missing. */
    public static RunState open(Path folder, Clock clock, Sleeper sleeper) {
        Database database = Database.open(folder, clock);
        return new RunState(
                folder,
                database,
                new Runs(database, clock),
                new ProgressBoard(database, clock),
                new Orders(database, clock, sleeper),
                new Rejects(database, clock),
                new Rehearsals(database, clock),
                new VerificationStates(database, clock),
                new Journal(database, clock),
                new Passages(database, clock),
                new Shares(database),
                new Verified(database),
                new Checkpoints(database, clock),
                new Directions(database, clock),
                clock);
    }

    @Override
    public void close() {
        database.close();
    }
}
