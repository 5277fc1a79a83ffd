package dev.caravan.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own, run to its end and measured. One at a time: its processor time is what all children took. */
final class ChildProcess {
    private static final int LOOK_EVERY_MILLIS = 20;
    private static final long PATIENCE_SECONDS = TimeUnit.HOURS.toSeconds(2);
    private static final int SHOWN_CHARACTERS = 2_000;

    private final List<String> command;
    private final Path folder;

    ChildProcess(List<String> command, Path folder) {
        this.command = List.copyOf(command);
        this.folder = folder;
    }

    /**
     * What a process was that ended well.
     *
     * @param seconds from its start to its end
     * @param cpuSeconds user and system, with what it waited for itself
     * @param peakBytes the most memory it held, as far as looking every 20 ms shows
     * @param out what it wrote to standard output
     */
    public record Ended(double seconds, double cpuSeconds, long peakBytes, String out) {}

    /** Runs it in the folder. A failure is never a figure: any exit status but 0 is an error. */
    Ended run() throws IOException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // What is measured must not be built meanwhile
        builder.environment().put("CARAVAN_BUILD", "never");
        double cpuBefore = ProcFiles.cpuSecondsOfChildren();
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            long peak = watch(process);
            double seconds = (System.nanoTime() - began) / 1e9;
            double cpu = ProcFiles.cpuSecondsOfChildren() - cpuBefore;
            if (process.exitValue() != 0) {
                throw failed("ended with exit status " + process.exitValue() + ": " + end(err) + end(out));
            }
            return new Ended(seconds, cpu, peak, Files.readString(out, UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.ABORTED, "bench", "interrupted; run it again", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private long watch(Process process) throws InterruptedException {
        long peak = 0;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, ProcFiles.peakBytes(process.pid()));
            if (System.nanoTime() > until) {
                throw failed("has not ended after " + PATIENCE_SECONDS + " s");
            }
        }
        return peak;
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
