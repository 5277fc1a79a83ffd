package dev.caravan.cli;

import dev.caravan.bench.SmallMigration;
import dev.caravan.fleet.PracticeHost;
import dev.caravan.system.Systems;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.HttpHost;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redis.clients.jedis.Jedis;

/**
 * {@code rehearse-start}: what people do first, small and in a folder that is gone afterwards. The launcher starts it once
 * after a build, for the classes that it loads.
 */
@Command(
        name = "rehearse-start",
        hidden = true,
        mixinStandardHelpOptions = true,
        description =
                "Plans, runs and verifies a small migration, and connects to a host, in a temporary folder, so that later starts are quicker.")
final class RehearseStartCommand implements Callable<Integer> {

    @Option(
            names = "--native",
            paramLabel = "DIR",
            description = "Lay SQLite's library for this machine into a new folder.")
    private Path library;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("caravan-start");
        try {
            int status = silently(List.of("--help"));
            for (String mapping : List.of("fields", "jq")) {
                status = Math.max(status, run(folder, mapping));
            }
            loadDrivers();
            if (library != null) {
                layLibrary(library);
            }
            return Math.max(status, onHost(folder));
        } finally {
            remove(folder);
        }
    }

    private static int run(Path folder, String mapping) throws IOException {
        String file = SmallMigration.write(folder, mapping).toString();
        String v1 = "v1.dir=" + folder.resolve("data");
        String v2 = "v2.db=" + folder.resolve(mapping + ".db");
        String state = folder.resolve(mapping).toString();
        String report = folder.resolve(mapping + ".json").toString();
        int planned = silently(List.of("plan", file, "--set", v1, "--set", v2));
        int ran = silently(
                List.of("run", file, "--quiet", "--set", v1, "--set", v2, "--state", state, "--report", report));
        int shown = silently(List.of("status", "--state", state));
        return Math.max(planned, Math.max(ran, shown));
    }

    /** A host is connected to before the first of its programs can begin, side by side with others. */
    private static int onHost(Path folder) throws IOException {
        try (PracticeHost host = new PracticeHost(folder)) {
            String plan =
                    "plan: [ { phase: p, steps: [ { ssh: { name: s, hosts: all, run: [\"true\"], leaves: nothing } } ] } ]\n";
            Path file = Files.writeString(
                    folder.resolve("host.yaml"),
                    "migration: host\nsystems: {}\ninventory: " + host.inventory() + "\n" + plan);
            return silently(List.of(
                    "run",
                    file.toString(),
                    "--quiet",
                    "--state",
                    folder.resolve("host").toString()));
        }
    }

    /** Where no server is, nothing but this brings in what a connection needs: some 300 classes each. */
    private static void loadDrivers() throws IOException {
        load(org.postgresql.Driver.class, "org/postgresql/");
        load(Systems.class, "dev/caravan/system/postgresql/");
        load(CloseableHttpClient.class, "org/apache/hc/client5/http/");
        load(HttpHost.class, "org/apache/hc/core5/");
        load(Systems.class, "dev/caravan/system/chroma/");
        load(Jedis.class, "redis/clients/jedis/");
        load(Systems.class, "dev/caravan/system/redis/");
    }

    /** As the driver finds it by {@code org.sqlite.lib.path}; where it does not fit, the driver takes the one in its jar. */
    private static void layLibrary(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        try (InputStream packed =
                SQLiteJDBCLoader.class.getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            if (packed != null) {
                Files.copy(packed, Files.createDirectory(folder).resolve(name));
            }
        }
    }

    /** Loads the classes of a folder in the jar that a class came from. */
    private static void load(Class<?> neighbour, String folder) throws IOException {
        Path jar = Path.of(
                neighbour.getProtectionDomain().getCodeSource().getLocation().getPath());
        if (!Files.isRegularFile(jar)) {
            return;
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith(folder) && name.endsWith(".class"))
                    .forEach(name -> load(name.replace('/', '.').substring(0, name.length() - ".class".length())));
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, RehearseStartCommand.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError forAnotherHouse) {
            // Some of a driver's classes are for libraries that are not here
        }
    }

    private static int silently(List<String> words) {
        String[] arguments = words.toArray(String[]::new);
        CommandLine line = Caravan.commandLine(arguments);
        line.setOut(new PrintWriter(Writer.nullWriter()));
        return line.execute(arguments);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
