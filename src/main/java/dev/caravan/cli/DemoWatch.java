package dev.caravan.cli;

import dev.caravan.bench.DemoServices;
import dev.caravan.repository.Database;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Passages;
import dev.caravan.repository.Share;
import dev.caravan.repository.Shares;
import dev.caravan.repository.StepState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Watches the demo's run by its state: says each share, lets the person sign when asked, and spoils v2 at a share. */
final class DemoWatch implements AutoCloseable {
    private static final long LOOK_EVERY_MILLIS = 50;

    private final Database database;
    private final Path books;
    private final PrintWriter out;
    private final DemoPerson person;
    private final DemoServices services;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
    private volatile long spoiledAt = Long.MAX_VALUE;
    private Share said;
    private boolean signed;

    DemoWatch(Path books, PrintWriter out, DemoPerson person, DemoServices services) {
        this.database = Database.open(books, Clock.systemUTC());
        this.books = books;
        this.out = out;
        this.person = person;
        this.services = services;
    }

    /** Begins to look: at a gate of a migration, and at the share of a service, which spoils v2 from a percentage on. */
    void begin(String migration, String service, String gate, int percent) {
        Passages passages = new Passages(database, Clock.systemUTC());
        Shares shares = new Shares(database);
        looks.scheduleWithFixedDelay(
                () -> {
                    if (!signed
                            && passages.latest(migration)
                                    .filter(one -> waits(passages, one))
                                    .isPresent()) {
                        signed = person.approve(migration, gate, books, out) == 0;
                    }
                    shares.find(migration, service).ifPresent(share -> see(share, percent));
                },
                0,
                LOOK_EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private static boolean waits(Passages passages, Passage passage) {
        return passages.steps(passage).stream().anyMatch(row -> row.state() == StepState.WAITING);
    }

    private void see(Share share, int percent) {
        if (said != null && said.split().equals(share.split())) {
            return;
        }
        said = share;
        out.println("   v2's share is " + share.split() + ": " + share.why().replaceFirst(": \\{.*", ""));
        if (share.split().share() >= percent && spoiledAt == Long.MAX_VALUE) {
            services.spoil();
            spoiledAt = System.nanoTime();
            out.println("   and every other answer of v2 is an error now");
        }
        out.flush();
    }

    /** When v2 went bad, as {@link System#nanoTime}; the greatest number when it did not. */
    long spoiledAt() {
        return spoiledAt;
    }

    @Override
    public void close() {
        looks.shutdown();
        try {
            looks.awaitTermination(LOOK_EVERY_MILLIS * 100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        database.close();
    }
}
