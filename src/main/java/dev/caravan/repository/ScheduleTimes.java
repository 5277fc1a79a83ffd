package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/** The last time of each schedule that was dealt with, by whatever process. Safe for use by several threads. */
public final class ScheduleTimes {
    private final Database database;

    public ScheduleTimes(Database database) {
        this.database = requireNonNull(database, "database is null");
    }

    /** The last time under this very schedule; empty when there was none. */
    public Optional<Instant> last(String migration, String schedule) {
        return database.read(session -> session.first(
                "SELECT due FROM schedule_times WHERE migration = ? AND schedule = ?",
                row -> Instant.parse(row.getString(1)),
                migration,
                schedule));
    }

    /** Records a time; one under another schedule is forgotten. */
    public void passed(String migration, String schedule, Instant due) {
        database.write(session -> session.update(
                "INSERT OR REPLACE INTO schedule_times (migration, schedule, due) VALUES (?, ?, ?)",
                SafeName.check("migration", migration),
                schedule,
                due.toString()));
    }
}
