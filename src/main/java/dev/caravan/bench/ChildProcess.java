package dev.caravan.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Programs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of its own, run to its end and measured. One at a time: its processor time is what all children took. */
final class ChildProcess {
    private static final int LOOK_EVERY_MILLIS = 20;
    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final int SHOWN_CHARACTERS = 2_000;

    private static final int ENDED_BY_SIGTERM = 143;

    private final List<String> command;
    private final Path folder;
    private final Map<String, String> environment;
    private final Duration patience;

    ChildProcess(List<String> command, Path folder) {
        this(command, folder, Map.of());
    }

    /** A process to come that is ended, and has failed, when it takes longer than {@code patience}. */
    ChildProcess(List<String> command, Path folder, Duration patience) {
        this(command, folder, Map.of(), patience);
    }

    /**
     * A process to come.
     *
     * @param environment set for it, beside what this process has
     */
    ChildProcess(List<String> command, Path folder, Map<String, String> environment) {
        this(command, folder, environment, PATIENCE);
    }

    private ChildProcess(List<String> command, Path folder, Map<String, String> environment, Duration patience) {
        this.command = List.copyOf(command);
        this.folder = folder;
        this.environment = Map.copyOf(environment);
        this.patience = patience;
    }

    /**
     * What a process was that ended well.
     *
     * @param seconds from its start to its end
     * @param cpuSeconds user and system, with what it waited for itself
     * @param peakBytes the most memory it held, as far as looking every 20 ms shows
     * @param peakThreads the most threads it had, as far as that shows
     * @param out what it wrote to standard output
     */
    public record Ended(double seconds, double cpuSeconds, long peakBytes, long peakThreads, String out) {}

    /** Looks at what a process has printed so far; true when it has done its work and may be ended. */
    @FunctionalInterface
    interface Attendant {
        boolean isDone(String out) throws IOException;
    }

    /** Runs it in the folder. A failure is never a figure: any exit status but 0 is an error. */
    Ended run() throws IOException {
        return run(out -> false, 0);
    }

    /** Runs a process that goes on until somebody ends it. */
    Ended runUntil(Attendant attendant) throws IOException {
        return run(attendant, ENDED_BY_SIGTERM);
    }

    private Ended run(Attendant attendant, int status) throws IOException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = Programs.builder(command)
                .directory(folder.toFile())
                // One that would ask a person what to do next is told that there is nobody
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // What is measured must not be built meanwhile
        builder.environment().put("CARAVAN_BUILD", "never");
        builder.environment().putAll(environment);
        double cpuBefore = ProcFiles.cpuSecondsOfChildren();
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            Most most = watch(process, attendant, out);
            double seconds = (System.nanoTime() - began) / 1e9;
            double cpu = ProcFiles.cpuSecondsOfChildren() - cpuBefore;
            if (process.exitValue() != status) {
                throw failed("ended with exit status " + process.exitValue() + ": " + end(err) + end(out));
            }
            return new Ended(seconds, cpu, most.bytes(), most.threads(), Files.readString(out, UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.ABORTED, "bench", "interrupted; run it again", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The most that was seen of a process. */
    private record Most(long bytes, long threads) {}

    private Most watch(Process process, Attendant attendant, Path out) throws InterruptedException, IOException {
        long bytes = 0;
        long threads = 0;
        long until = System.nanoTime() + patience.toNanos();
        while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            bytes = Math.max(bytes, ProcFiles.peakBytes(process.pid()));
            threads = Math.max(threads, ProcFiles.threads(process.pid()));
            if (attendant.isDone(Files.readString(out, UTF_8))) {
                process.destroy();
            }
            if (System.nanoTime() > until) {
                throw failed("has not ended after " + patience.toSeconds()
                        + " s and was stopped: it hangs, or is far too slow");
            }
        }
        return new Most(bytes, threads);
    }

    private CaravanException failed(String how) {
        return new CaravanException(
                ErrorCode.IO_FAILED,
                "bench " + String.join(" ", command),
                how.strip() + "; nothing of this case is worth a figure, run the command by hand to see more");
    }

    private static String end(Path file) throws IOException {
        String text = Files.readString(file, UTF_8).strip();
        return text.substring(Math.max(0, text.length() - SHOWN_CHARACTERS)) + " ";
    }
}
