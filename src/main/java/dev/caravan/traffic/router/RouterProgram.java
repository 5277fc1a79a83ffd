package dev.caravan.traffic.router;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A router's program, started for one short task after the other from an argument list. */
record RouterProgram(String router, List<String> command) {
    private static final int SECONDS = 20;
    private static final int SHOWN = 400;

    RouterProgram {
        command = List.copyOf(command);
    }

    /** Starts it with these words behind its own, and waits for its end. */
    Said run(String... words) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(words));
        Path output = null;
        try {
            output = Files.createTempFile("caravan-router", ".txt");
            Process process = Programs.builder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Said(-1, "no end within " + SECONDS + " s");
            }
            return new Said(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    router,
                    "'" + command.get(0) + "' cannot be started: " + e.getMessage()
                            + "; install it, or name the program by command:");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.INTERRUPTED, router, "the process is to end; start it again");
        } finally {
            delete(output);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It stays in the folder for temporary files
        }
    }

    /**
     * How it ended.
     *
     * @param status 0 for success; -1 when it had to be stopped
     */
    record Said(int status, String text) {
        boolean isBad() {
            return status != 0;
        }

        /** The text in one line, cut. */
        String shown() {
            String line = text.strip().replaceAll("\\s*\\R\\s*", " | ");
            return line.length() > SHOWN ? line.substring(0, SHOWN) + " ..." : line;
        }
    }
}
