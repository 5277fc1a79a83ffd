package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.repository.Database;
import dev.caravan.repository.Passages;
import dev.caravan.repository.Run;
import dev.caravan.repository.RunStanding;
import dev.caravan.repository.Shares;
import dev.caravan.run.StandingShares;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What v2 serves of a plan that is under way, and who looks whether it does so well.
 *
 * @param by {@code run} or {@code serve}; empty where nobody does
 */
record ShareStanding(StandingShares shares, String by) {
    /**
     * As it is on record.
     *
     * @param runs those that are shown of the migration
     */
    static ShareStanding of(String migration, Database database, Path state, ServedPart served, List<Run> runs) {
        Clock clock = Clock.systemUTC();
        StandingShares shares = StandingShares.of(migration, new Passages(database, clock), new Shares(database));
        boolean running =
                runs.stream().anyMatch(run -> run.exclusive() && RunStanding.of(run, state) == RunStanding.RUNNING);
        return new ShareStanding(shares, served.looksAt(migration) ? "serve" : running ? "run" : "");
    }

    /** What {@code status} says of it to people. */
    List<String> lines() {
        if (shares.isEmpty()) {
            return List.of();
        }
        return List.of(by.isEmpty() ? shares.warning() : shares.text() + ", and " + by + " looks at it");
    }

    /** The same for programs; empty where v2 serves nobody. */
    Optional<ObjectNode> json() {
        return shares.isEmpty()
                ? Optional.empty()
                : Optional.of(JsonNodeFactory.instance
                        .objectNode()
                        .put("watchedBy", by.isEmpty() ? null : by)
                        .set("shares", shares.json()));
    }
}
