package dev.caravan.step.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Masking;
import dev.caravan.model.Programs;
import dev.caravan.spi.StepCall;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One program, from its start to its end or its deadline. */
public final class Execution {
    private static final int KEPT = 16_384;
    private static final long LOOK_EVERY_MILLIS = 50;

    private final List<String> arguments;
    private final JsonNode options;

    /** The program with its arguments; {@code options} may have {@code env} and {@code folder}. */
    public Execution(List<String> arguments, JsonNode options) {
        this.arguments = arguments;
        this.options = options;
    }

    /**
     * What came of it.
     *
     * @param exit the exit status; -1 when it has none
     * @param output the end of standard output and error together, at most 16 KiB
     * @param failure why there is no exit status; null when there is one
     */
    public record Result(int exit, String output, double seconds, String failure, ObjectNode evidence) {
        /** What it said last, for people. */
        public String lastLine() {
            return output.strip().lines().reduce((first, second) -> second).orElse("it said nothing");
        }
    }

    /** Runs it until its end, the call's deadline or the run's stop. */
    public Result run(StepCall call) {
        long begun = System.nanoTime();
        Process process;
        try {
            process = start();
        } catch (IOException e) {
            return result(-1, "", begun, "cannot be started: " + e.getMessage());
        }
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> end(process.getInputStream()));
        String failure = await(process, call);
        if (failure != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return result(failure == null ? process.exitValue() : -1, output.join(), begun, failure);
    }

    private Process start() throws IOException {
        ProcessBuilder builder = Programs.builder(arguments).redirectErrorStream(true);
        builder.redirectInput(new File("/dev/null"));
        options.path("env").properties().forEach(one -> builder.environment()
                .put(one.getKey(), one.getValue().asText()));
        if (options.hasNonNull("folder")) {
            builder.directory(new File(options.get("folder").asText()));
        }
        return builder.start();
    }

    /** Null when it has ended by itself. */
    private static String await(Process process, StepCall call) {
        long most = Duration.between(call.now(), call.deadline()).toNanos();
        long begun = System.nanoTime();
        try {
            while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - begun > most) {
                    return "did not end within " + Duration.ofNanos(most).toSeconds() + " s; it was killed";
                }
                if (call.stopped().getAsBoolean()) {
                    return "was killed, as the run ends";
                }
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "was killed, as the run was interrupted";
        }
    }

    private static String end(InputStream output) {
        byte[] kept = new byte[0];
        byte[] buffer = new byte[8192];
        try (output) {
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                byte[] all = new byte[Math.min(KEPT, kept.length + read)];
                int old = all.length - read;
                System.arraycopy(kept, kept.length - Math.max(0, old), all, 0, Math.max(0, old));
                System.arraycopy(
                        buffer, read - Math.min(read, all.length), all, Math.max(0, old), Math.min(read, all.length));
                kept = all;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String(kept, UTF_8);
    }

    private Result result(int exit, String output, long begun, String failure) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("program", arguments.get(0))
                .put("exit", exit)
                .put("seconds", seconds)
                .put("output", Masking.masked(output));
        return new Result(
                exit, output, seconds, failure == null ? null : "'" + arguments.get(0) + "' " + failure, evidence);
    }
}
