package dev.caravan.cli;

import dev.caravan.scenario.Launched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program as people start it: the launcher, in a process of its own, with a working folder. */
final class Program {
    static final Path HOME = Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    Program(Path folder) {
        this.folder = folder;
        with("CARAVAN_OPTS", "");
    }

    Program with(String name, String value) {
        environment.put(name, Launched.optionsToo(name, value));
        return this;
    }

    /** With the options that people get. */
    Program asShipped() {
        environment.remove("CARAVAN_OPTS");
        return this;
    }

    /** Calls it and waits for its end. */
    Called call(Object... words) {
        try (Running running = start(words)) {
            return running.end();
        }
    }

    /** Starts it. */
    Running start(Object... words) {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("caravan").toString()));
        Stream.of(words).map(Object::toString).forEach(command::add);
        return startCommand(command);
    }

    /** Starts it with a terminal of its own, made by {@code script}; what it draws is its output. */
    Running startOnTerminal(Object... words) {
        StringBuilder line = new StringBuilder("exec '" + HOME.resolve("caravan") + "'");
        Stream.of(words).forEach(word -> line.append(" '").append(word).append('\''));
        return startCommand(List.of("script", "-qec", line.toString(), "/dev/null"));
    }

    private Running startCommand(List<String> command) {
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path err = Files.createTempFile(folder, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("CARAVAN_BUILD", "never");
            builder.environment().putAll(environment);
            return new Running(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call that may still be going on. Closing it kills it. */
    record Running(Process process, Path outFile, Path errFile) implements AutoCloseable {
        private static final int PATIENCE_SECONDS = 180;

        Called end() {
            return end(PATIENCE_SECONDS);
        }

        Called end(int seconds) {
            try {
                if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("does not end; it said:\n" + out() + err());
                }
                return new Called(process.exitValue(), out(), err());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** What it has said so far. */
        String out() {
            return text(outFile);
        }

        String err() {
            return text(errFile);
        }

        void kill() {
            process.destroyForcibly();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }

        private static String text(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
