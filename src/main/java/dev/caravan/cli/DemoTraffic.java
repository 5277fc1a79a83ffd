package dev.caravan.cli;

import dev.caravan.bench.DemoCallers;
import dev.caravan.bench.DemoServices;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.run.RunOptions;
import dev.caravan.run.RunOptions.Mode;
import dev.caravan.traffic.router.RouterControl;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * The demo's callers on their way from a small v1 to a small v2: a gate that a person signs, a ramp on Caravan's own router,
 * and a v2 that goes bad, so that all go back by themselves. Nothing of it runs afterwards.
 */
final class DemoTraffic {
    static final String NAME = "demo-traffic";
    private static final String SERVICE = "voice";
    private static final String GATE = "go-live";
    private static final int SPOILED_AT = 25;
    private static final int ROLLED_BACK = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final Home home;
    private final Path folder;
    private final Path books;
    private final PrintWriter out;

    /**
     * The callers of one demo.
     *
     * @param folder the demo's own, which exists
     * @param books the folder of the state
     */
    DemoTraffic(Home home, Path folder, Path books, PrintWriter out) {
        this.home = home;
        this.folder = folder;
        this.books = books;
        this.out = out;
    }

    /**
     * Moves the callers, and sees them come back; answers the demo's exit status: 0 when they are all on v1 again.
     *
     * @param v2 the database, whose memories are counted
     * @param memories how many must be there
     * @param output prints what came of it
     */
    int call(Path v2, long memories, Output output) {
        DemoPerson person = DemoPerson.in(folder);
        Thread hook = new Thread(() -> endRouter(books), "signal-router");
        Runtime.getRuntime().addShutdownHook(hook);
        try (DemoServices services = new DemoServices()) {
            int port = freePort();
            Map<String, String> settings = Map.of(
                    "app.v1", services.v1(),
                    "app.v2", services.v2(),
                    "listen", "127.0.0.1:" + port,
                    "v2.db", v2.toString(),
                    "memories", Long.toString(memories));
            Migration migration = home.files().load(file(), settings);
            try (DemoCallers callers = new DemoCallers(URI.create("http://127.0.0.1:" + port + "/"));
                    DemoWatch watch = new DemoWatch(books, out, person, services)) {
                watch.begin(NAME, SERVICE, GATE, SPOILED_AT);
                int status = run(migration, home.withPeople(person.people()), output);
                return told(callers, watch, status);
            }
        } catch (IOException e) {
            throw new CaravanException(ErrorCode.IO_FAILED, "demo", "cannot serve its callers: " + e.getMessage(), e);
        } finally {
            endRouter(books);
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private int run(Migration migration, Home mine, Output output) {
        RunOptions options = new RunOptions(Mode.RUN, false, false, 0, 1, false, false).waiting(WAIT);
        return new RunSession(mine, books, output.progress()).runLocked(migration, options, "demo", output::end);
    }

    private int told(DemoCallers callers, DemoWatch watch, int status) {
        out.printf(
                Locale.ROOT,
                "   calls: %,d answered by v1, %,d by v2, %,d errors of v2, %,d lost; the last to v2 %.1f s after it went bad%n",
                callers.count("v1"),
                callers.count("v2"),
                callers.count("v2 failed"),
                callers.count("lost"),
                Math.max(0, callers.lastOfV2() - watch.spoiledAt()) / 1e9);
        out.flush();
        if (status != ROLLED_BACK) {
            return status == 0 ? 1 : status;
        }
        return callers.count("lost") == 0 ? 0 : 1;
    }

    private Path file() throws IOException {
        Path file = folder.resolve(NAME + ".yaml");
        try (InputStream text = DemoTraffic.class.getResourceAsStream("/demo/" + NAME + ".yaml")) {
            Files.copy(text, file);
        }
        return file;
    }

    private static int freePort() throws IOException {
        try (ServerSocket tried = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return tried.getLocalPort();
        }
    }

    /** Ends the router of a demo, also of one that was killed. */
    static void endRouter(Path books) {
        RouterControl.find(books.resolve("router").resolve(NAME).resolve(SERVICE))
                .ifPresent(control -> control.stop(PATIENCE));
    }
}
