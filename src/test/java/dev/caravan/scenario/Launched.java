package dev.caravan.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real launcher in a process of its own, as a user starts it. */
public final class Launched {
    private final Path home = Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    private final Path folder;

    /** Starts programs in {@code folder}. */
    public Launched(Path folder) {
        this.folder = folder;
    }

    /** Starts the launcher with these words; its output goes to {@code out.txt} and {@code err.txt}. */
    public Process start(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("caravan").toString()));
        command.addAll(words);
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
    }

    /** Runs it to its end; answers the exit status. */
    public int run(List<String> words) throws IOException, InterruptedException {
        return start(words).waitFor();
    }

    /** What it said last, on both streams. */
    public String said() throws IOException {
        return Files.readString(folder.resolve("out.txt")) + Files.readString(folder.resolve("err.txt"));
    }

    /** What it said last on standard error. */
    public String errors() throws IOException {
        return Files.readString(folder.resolve("err.txt"));
    }
}
