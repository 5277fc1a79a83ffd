package dev.caravan.cli;

import dev.caravan.bench.BarnabeeData;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.run.RunOptions;
import dev.caravan.run.RunOptions.Mode;
import dev.caravan.settings.ConsoleSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the main job on data that it makes. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "The main job on embedded defaults, nothing to install or configure.",
            "Makes v1 data, rehearses, runs, is killed half-way, resumes, verifies every row; then a person signs, callers",
            "go from a small v1 to a small v2 share by share, and back by themselves when v2 goes bad."
        })
final class DemoCommand implements Callable<Integer> {
    private static final String NAME = "barnabeenet";
    private static final long SEED = 20_261_121;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StateOptions state;

    @Mixin
    private Verbosity verbosity;

    @Option(
            names = "--memories",
            paramLabel = "N",
            defaultValue = "200000",
            description = "How many memories v1 has (default: ${DEFAULT-VALUE}); a tenth as many conversations.")
    private int memories;

    @Option(names = "--keep", description = "Go on as 'serve' afterwards, with the console open, until a signal comes.")
    private boolean keep;

    @Override
    public Integer call() {
        verbosity.apply();
        PrintWriter out = spec.commandLine().getOut();
        Path folder = state.folder().resolve("demo");
        Path v1 = folder.resolve("v1");
        Path v2 = folder.resolve("v2.db");
        Path books = folder.resolve("state");
        DemoTraffic.endRouter(books);
        clear(folder);
        say(out, "1. v1: a voice assistant that keeps what it knows in JSON files");
        BarnabeeData.Made made = made(out, v1);

        Home home = Home.find();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("v1.dir", v1.toString());
        settings.put("v2.db", v2.toString());
        Path file = home.root().resolve("config").resolve("migrations").resolve(NAME + ".yaml");
        Migration migration = home.files().load(file, settings).only("data").orElseThrow();

        say(out, "2. a dry run: everything but the writes");
        int rehearsed = run(home, migration, Mode.DRY_RUN, books, null);
        if (rehearsed != 0) {
            return rehearsed;
        }
        say(out, "3. the run, killed with SIGKILL half-way");
        new KilledRun(migration.name(), file, settings, books).untilHalf(out, memories / 2);

        say(out, "4. the same run again: it goes on from the ledger, then verifies every row of both sides");
        Path report = folder.resolve("report.html");
        int status = run(home, migration, Mode.RUN, books, report);
        Path moves = folder.resolve("traffic.html");
        if (status == 0) {
            say(out, "5. a person signs, and callers move to v2 share by share, until it goes bad");
            status = new DemoTraffic(home, folder, books, out)
                    .call(v2, made.memories() - made.badMemories(), output(home, moves));
        }
        out.println();
        out.println("reports: " + report + ", " + moves);
        out.println("look at it: sqlite3 " + v2 + " \"SELECT memory_type, count(*) FROM memories GROUP BY 1\"");
        out.flush();
        return keep && status == 0 ? serve(home, books, settings) : status;
    }

    /** The same state, migration and settings in the long-running process. */
    private int serve(Home home, Path books, Map<String, String> settings) {
        PrintWriter out = spec.commandLine().getOut();
        say(out, "6. the console stays open: Ctrl-C ends it");
        out.println("   run it again:  echo '{run: " + NAME + ", only: data}' > "
                + home.properties().serve().inbox().resolve("again.yaml"));
        ServeSession session = new ServeSession(home, books, out, event -> {
            out.println("   " + event);
            out.flush();
        });
        return session.serve(
                Map.of(NAME, settings), onFreePort(home.properties().console(), out));
    }

    /** A demo has nothing to configure: another program on the console's port is no reason to fail in the end. */
    static ConsoleSettings onFreePort(ConsoleSettings console, PrintWriter out) {
        if (!console.enabled() || console.port() == 0) {
            return console;
        }
        try (ServerSocket tried = new ServerSocket()) {
            tried.setReuseAddress(true);
            tried.bind(new InetSocketAddress(console.address(), console.port()));
            return console;
        } catch (IOException taken) {
            out.println("   port " + console.port() + " is taken by another program: the console takes a free one");
            return console.withPort(0);
        }
    }

    private BarnabeeData.Made made(PrintWriter out, Path v1) {
        try {
            BarnabeeData.Made made = BarnabeeData.write(v1, memories, memories / 10, SEED);
            out.printf(
                    Locale.ROOT,
                    "   %,d memories and %,d conversations of %,d turns, %d of them bad, in %d files of %d MB in %s%n",
                    made.memories(),
                    made.conversations(),
                    made.turns(),
                    made.badMemories() + made.badConversations() + made.badTurns(),
                    made.files(),
                    made.bytes() / 1_000_000,
                    v1);
            out.flush();
            return made;
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED,
                    v1.toString(),
                    "cannot be written (" + e.getMessage() + "); free some space",
                    e);
        }
    }

    private int run(Home home, Migration migration, Mode mode, Path books, Path file) {
        RunOptions options =
                new RunOptions(mode, false, false, 0, home.properties().workers(), false, false);
        Output output = output(home, file);
        return new RunSession(home, books, output.progress()).runLocked(migration, options, "demo", output::end);
    }

    private Output output(Home home, Path file) {
        return new Output(
                spec.commandLine(),
                verbosity,
                ReportOptions.to(file),
                home.properties().progressEvery());
    }

    private static void say(PrintWriter out, String line) {
        out.println();
        out.println(line);
        out.flush();
    }

    /** Every demo starts from nothing; only its own folder is removed. */
    private static void clear(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an earlier demo in " + folder + " cannot be removed", e);
        }
    }
}
