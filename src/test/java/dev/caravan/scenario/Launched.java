package dev.caravan.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The real launcher in a process of its own, as a user starts it. The launcher becomes the JVM: a signal meets the program. */
public final class Launched {
    private static final Path HOME =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();

    private static final String OPTIONS = "CARAVAN_OPTS";
    /** In a run of seconds the second compiler takes a fifth of the processors' time and gives nothing back. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private final Path folder;
    private final List<String> program;
    private final Map<String, String> environment;

    /** Starts programs in {@code folder}. */
    public Launched(Path folder) {
        this(folder, List.of(HOME.resolve("caravan").toString()), Map.of(OPTIONS, SHORT_LIVED));
    }

    private Launched(Path folder, List<String> program, Map<String, String> environment) {
        this.folder = folder;
        this.program = program;
        this.environment = environment;
    }

    /** The same with one more variable of the environment; options for the JVM are added to those it has here anyway. */
    public Launched with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, optionsToo(name, value));
        return new Launched(folder, program, more);
    }

    /** The same, started by another command, such as {@code prlimit --fsize=4096}. */
    public Launched below(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(program);
        return new Launched(folder, all, environment);
    }

    /** A class of the tests in place of the program. */
    public Launched main(Class<?> main) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        List<String> all = List.of(
                java, "-XX:+UseSerialGC", SHORT_LIVED, "-Dcaravan.home=" + HOME, "-cp", classes, main.getName());
        return new Launched(folder, all, environment);
    }

    /** The value that a variable gets in a test. */
    public static String optionsToo(String name, String value) {
        return name.equals(OPTIONS) ? SHORT_LIVED + " " + value : value;
    }

    /** Starts the launcher with these words; its output goes to {@code out.txt} and {@code err.txt}. */
    public Process start(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(program);
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile());
        // Programs that are killed leave their temporary files
        builder.environment()
                .put(
                        "TMPDIR",
                        Files.createDirectories(HOME.resolve("target/tmp")).toString());
        builder.environment().putAll(environment);
        return builder.start();
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
