package dev.caravan.campaign;

import dev.caravan.scenario.Launched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process that was started; killed when it is closed. */
public final class Running implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 600;

    private final Process process;
    private final Launched caravan;
    private final long began = System.nanoTime();

    private Running(Process process, Launched caravan) {
        this.process = process;
        this.caravan = caravan;
    }

    public static Running start(Launched caravan, List<String> words) {
        try {
            return new Running(caravan.start(words), caravan);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Everything it has printed, errors last. */
    public String said() {
        try {
            return caravan.said();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String errors() {
        try {
            return caravan.errors();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Since its start. */
    long millis() {
        return (System.nanoTime() - began) / 1_000_000;
    }

    /** Waits until this holds; false when the process has ended before. */
    public boolean until(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            if (endsWithin(10)) {
                return false;
            }
            if (millis() > PATIENCE_SECONDS * 1000L) {
                throw new IllegalStateException("waited too long for process " + pid() + ": " + said());
            }
        }
        return true;
    }

    /** Waits this long; true when the process has ended meanwhile. */
    boolean endsWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for its end and answers its exit status. */
    public int end() {
        if (!endsWithin(PATIENCE_SECONDS * 1000L)) {
            throw new IllegalStateException("process " + pid() + " does not end: " + said());
        }
        return process.exitValue();
    }

    /** SIGKILL; answers the exit status. */
    int kill() {
        process.destroyForcibly();
        return end();
    }

    void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .start()
                    .waitFor();
            if (status != 0 && isAlive()) {
                throw new IllegalStateException("kill -" + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
