package dev.caravan.cli;

import dev.caravan.console.Host;
import dev.caravan.console.Hosted;
import dev.caravan.serve.MigrationStanding;
import dev.caravan.serve.Serving;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The long-running process as its console sees it. */
record ServeHost(Serving serving) implements Host {
    @Override
    public List<Hosted> migrations() {
        return serving.standings().stream().map(ServeHost::hosted).toList();
    }

    @Override
    public Duration sinceBeat() {
        return serving.sinceBeat();
    }

    @Override
    public Optional<String> notReady() {
        return serving.notReady();
    }

    private static Hosted hosted(MigrationStanding standing) {
        String waiting = standing.mistakes().isEmpty()
                ? standing.waiting()
                : standing.waiting() + ": " + String.join("; ", standing.mistakes());
        return new Hosted(
                standing.name(),
                standing.description(),
                standing.state() == MigrationStanding.State.RUNNING ? "" : waiting);
    }
}
