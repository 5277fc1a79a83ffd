package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.Database;
import dev.caravan.repository.ProgressBoard;
import dev.caravan.repository.Run;
import dev.caravan.repository.Runs;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A run in a process of its own, ended as by {@code kill -9} once it has got far enough. */
final class KilledRun {
    private static final long LOOK_EVERY_MILLIS = 50;
    private static final long PATIENCE_SECONDS = 120;

    private final String migration;
    private final Path file;
    private final Map<String, String> settings;
    private final Path books;

    KilledRun(String migration, Path file, Map<String, String> settings, Path books) {
        this.migration = migration;
        this.file = file;
        this.settings = settings;
        this.books = books;
    }

    /** Starts it, and kills it when it has read this many records; says when it ended before that. */
    void untilHalf(PrintWriter out, long records) {
        try {
            Process process = new ProcessBuilder(command())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.INHERIT)
                    .start();
            long read = watch(process, records);
            process.destroyForcibly();
            int status = process.waitFor();
            out.println(
                    status == 137
                            ? String.format("   killed (exit status 137) after about %,d records", read)
                            : "   it was done before it could be killed (exit status " + status + ")");
            out.flush();
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED, "demo", "no second process can be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.ABORTED, "demo", "interrupted; run it again", e);
        }
    }

    private long watch(Process process, long records) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try (Database database = Database.open(books, Clock.systemUTC())) {
            Runs runs = new Runs(database, Clock.systemUTC());
            ProgressBoard board = new ProgressBoard(database, Clock.systemUTC());
            long read = 0;
            while (read < records && System.nanoTime() < until) {
                if (process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return read;
                }
                read = read(runs.latest(migration), process.pid(), board);
            }
            return read;
        }
    }

    private static long read(Optional<Run> run, long pid, ProgressBoard board) {
        if (run.isEmpty() || run.get().pid() != pid) {
            return 0;
        }
        return board.read(run.get().id()).stream()
                .mapToLong(posted -> posted.progress().counts().read())
                .sum();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Caravan.class.getName()));
        command.addAll(List.of("run", file.toString(), "--only", "data", "--state", books.toString(), "--quiet"));
        settings.forEach((name, value) -> command.addAll(List.of("--set", name + "=" + value)));
        return command;
    }
}
