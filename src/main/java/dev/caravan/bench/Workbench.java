package dev.caravan.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a case works: its folder, and the programs it starts. Closing removes the folder. */
public final class Workbench implements AutoCloseable {
    /** What any peer may take, beside a second for each so many records. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int SLOWEST_PEER = 5_000;

    private final Path home;
    private final Path folder;
    private final int records;
    private final Map<String, String> settings;

    private Workbench(Path home, Path folder, int records, Map<String, String> settings) {
        this.home = home.toAbsolutePath();
        this.folder = folder.toAbsolutePath();
        this.records = records;
        this.settings = Map.copyOf(settings);
    }

    /** A place to look around in; its folder is not made. */
    static Workbench at(Path home, Path folder, int records, Map<String, String> settings) {
        return new Workbench(home, folder, records, settings);
    }

    /** An empty folder to work in. */
    static Workbench make(Path home, Path folder, int records, Map<String, String> settings) throws IOException {
        Workbench bench = at(home, folder, records, settings);
        bench.close();
        Files.createDirectories(bench.folder);
        return bench;
    }

    /** Where Caravan is installed. */
    Path home() {
        return home;
    }

    /** How many records are asked for. */
    public int records() {
        return records;
    }

    /** What people set for the cases, such as where a server is. */
    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /** A file or folder of the case. */
    public Path path(String name) {
        return folder.resolve(name);
    }

    /** A file of Caravan's configuration. */
    public Path config(String name) {
        return home.resolve("config").resolve(name);
    }

    /** Runs a verb of Caravan as a user does, by its launcher, and measures it. */
    public ChildProcess.Ended caravan(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("caravan").toString()));
        command.addAll(List.of(words));
        return program(command);
    }

    /**
     * Starts {@code serve} by the launcher, with a home of its own in the case's folder, and ends it when it is done.
     *
     * @param root where its {@code config} and {@code routes} are
     */
    ChildProcess.Ended serve(Path root, Path state, ChildProcess.Attendant attendant) throws IOException {
        List<String> command = List.of(home.resolve("caravan").toString(), "serve", "--state", state.toString());
        return new ChildProcess(command, folder, Map.of("CARAVAN_OPTS", "-Dcaravan.home=" + root)).runUntil(attendant);
    }

    /** Copies Caravan's routes and configuration into a new folder of the case, for a process that needs its own. */
    Path ownHome(String name) throws IOException {
        Path root = folder.resolve(name);
        for (String part : List.of("routes", "config")) {
            copy(home.resolve(part), root.resolve(part));
        }
        remove(root.resolve("config").resolve("migrations"));
        return root;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(one, to.resolve(from.relativize(one).toString()));
            }
        }
    }

    /** Runs a class with a {@code main} of this program in a JVM of its own, and measures it. */
    public ChildProcess.Ended java(Class<?> main, String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(words));
        return program(command);
    }

    /** Runs any program to its end, and measures it. */
    public ChildProcess.Ended program(List<String> command) throws IOException {
        return new ChildProcess(command, folder).run();
    }

    /**
     * Runs a peer to its end, and measures it; one that takes many times as long as it should is stopped, as it hangs. It has no
     * terminal: a debugger that it falls into would wait there for a person.
     */
    public ChildProcess.Ended peer(List<String> command) throws IOException {
        List<String> alone = new ArrayList<>(installed("setsid").isPresent() ? List.of("setsid") : List.of());
        alone.addAll(command);
        return new ChildProcess(alone, folder, PATIENCE.plusSeconds(records / SLOWEST_PEER)).run();
    }

    /** Has what is in memory and not yet on the disk written, where there is a program for it. */
    void settle() throws IOException {
        if (installed("sync").isPresent()) {
            program(List.of("sync"));
        }
    }

    /** A program that is installed, as the shell would find it. */
    public Optional<Path> installed(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .map(entry -> Path.of(entry, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Copies a file that came along in the jar into the case's folder. */
    public Path unpack(String resource) throws IOException {
        return Resources.unpack(resource, folder);
    }

    /** Removes files and folders of the case, with all that is in them; ones that are not there are no mistake. */
    public void remove(String... names) throws IOException {
        for (String name : names) {
            remove(folder.resolve(name));
        }
    }

    @Override
    public void close() throws IOException {
        remove(folder);
    }

    /** A folder with all that is in it; none is no mistake. */
    static void remove(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
