package dev.caravan.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Programs;
import dev.caravan.repository.Database;
import dev.caravan.repository.Order;
import dev.caravan.repository.OrderOutcome;
import dev.caravan.repository.Orders;
import dev.caravan.repository.Shares;
import dev.caravan.repository.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One router between two services, and a serving Caravan whose run has moved half of the clients and waits at a gate. */
final class SwitchStand implements AutoCloseable {
    /** The kind of router that is an nginx which reloads for each change. */
    static final String WEIGHTS = "weights";

    private static final Clock CLOCK = Clock.systemUTC();
    private static final String MIGRATION = "bench-switch";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = 100_000_000;

    private final Path state;
    private final int port = RouterStand.free();
    private final Process serve;
    private final List<Process> more;

    private final String kind;
    private long accepted;

    private SwitchStand(Workbench bench, RouterStand services, String kind, String ramp) throws IOException {
        this.kind = kind;
        this.state = bench.path("state-" + kind);
        Path conf = Files.createDirectories(bench.path("front-" + kind).resolve("conf.d"));
        String router =
                switch (kind) {
                    case "nginx" -> nginx(bench, conf.resolve("app.conf"), "");
                    case WEIGHTS -> nginx(bench, conf.resolve("app.conf"), "mode: weights, ");
                    case "haproxy" -> haproxy(bench, conf.resolve("app.cfg"));
                    default -> "embedded: { listen: \"127.0.0.1:" + port + "\" }";
                };
        this.more = switch (kind) {
            case "nginx", WEIGHTS -> List.of(services.nginx("front-" + kind, "    include conf.d/*.conf;\n"));
            case "haproxy" -> List.of(startHaproxy(bench, conf));
            default -> List.of();
        };
        Path home = bench.ownHome("home-" + kind);
        Path config = home.resolve("config");
        Files.writeString(config.resolve("caravan.properties"), "caravan.console.enabled = false\n");
        Files.writeString(
                Files.createDirectories(config.resolve("migrations")).resolve(MIGRATION + ".yaml"),
                migration(router, services, ramp));
        ProcessBuilder serve = Programs.builder(
                        bench.home().resolve("caravan").toString(), "serve", "--state", state.toString())
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(bench.path(kind + ".log").toFile());
        serve.environment().put("CARAVAN_OPTS", "-Dcaravan.home=" + home);
        this.serve = serve.start();
    }

    /** Starts it all; returns once the first share is in force. */
    static SwitchStand start(Workbench bench, RouterStand services, String kind, String ramp) throws IOException {
        SwitchStand stand = new SwitchStand(bench, services, kind, ramp);
        try {
            stand.run();
            return stand;
        } catch (IOException e) {
            stand.close();
            throw e;
        }
    }

    /** @param ramp the keys of the service's ramp, which is done instead of a shift; empty for none */
    private static String migration(String router, RouterStand services, String ramp) {
        return """
               migration: %s
               systems: { v1: { http: "http://127.0.0.1:%d" }, v2: { http: "http://127.0.0.1:%d" } }
               traffic:
                 app: { router: { %s }, v1: v1, v2: v2, writes: shared, rise-every: 1ms, sticky: { header: X-Session }%s }
               gates: { go: { sign-offs: [ nobody ] } }
               plan: [ { phase: bench, steps: [ %s, { gate: go } ] } ]
               """
                .formatted(
                        MIGRATION,
                        services.v1(),
                        services.v2(),
                        router,
                        ramp.isEmpty() ? "" : ", " + ramp,
                        ramp.isEmpty() ? "{ shift: { of: app, to: 50% } }" : "{ ramp: app }");
    }

    private String nginx(Workbench bench, Path conf, String mode) {
        Path folder = conf.getParent().getParent();
        return "nginx: { %sconf: \"%s\", listen: \"127.0.0.1:%d\", command: [ \"%s\", -p, \"%s/\", -c, \"%s\" ] }"
                .formatted(mode, conf, port, RouterStand.program(bench), folder, folder.resolve("nginx.conf"));
    }

    private String haproxy(Workbench bench, Path conf) {
        Path folder = bench.path("front-haproxy");
        return "haproxy: { conf: \"%s\", listen: \"127.0.0.1:%d\", socket: \"%s\", command: [ haproxy, -f, \"%s\", -f, \"%s/\" ], reload: [ sh, \"%s\" ] }"
                .formatted(
                        conf,
                        port,
                        folder.resolve("s"),
                        folder.resolve("base.cfg"),
                        conf.getParent(),
                        folder.resolve("reload.sh"));
    }

    private static Process startHaproxy(Workbench bench, Path conf) throws IOException {
        Path folder = conf.getParent();
        Path base = Files.writeString(
                folder.resolve("base.cfg"),
                """
                global
                    maxconn 500
                    stats socket %s mode 600 level admin expose-fd listeners
                    hard-stop-after 5s
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 30s
                    timeout server 30s
                """
                        .formatted(folder.resolve("s")));
        Process process = Programs.builder("haproxy", "-W", "-f", base.toString(), "-f", conf + "/")
                .redirectErrorStream(true)
                .redirectOutput(bench.path("haproxy.log").toFile())
                .start();
        Files.writeString(folder.resolve("reload.sh"), "#!/bin/sh\nexec kill -USR2 " + process.pid() + "\n");
        return process;
    }

    int port() {
        return port;
    }

    /** True when each change of share closes connections that rest. */
    boolean isReloaded() {
        return kind.equals(WEIGHTS);
    }

    /** Until a run is under way and half of the clients are on v2; nothing happens where that is so. */
    void run() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && serve.isAlive()) {
            if (isRaised()) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IOException("no share is set; see the log beside " + state);
    }

    /** Else a run is begun, which is refused as long as the one before has not ended. */
    private boolean isRaised() {
        try (Database database = Database.open(state, CLOCK)) {
            boolean raised = new Shares(database)
                    .find(MIGRATION, "app")
                    .filter(share -> share.split().share() > 0)
                    .isPresent();
            if (!raised) {
                ordered(database, "run", "");
            }
            return raised;
        }
    }

    /** Orders a share as a person does; true when it was carried out. */
    boolean shift(String to) {
        return ordered("shift", to);
    }

    /** Orders the run to be rolled back; true when it was carried out. */
    boolean rollback() {
        return ordered("rollback", "");
    }

    /** When the last order was accepted, as {@link System#nanoTime}. */
    long accepted() {
        return accepted;
    }

    private boolean ordered(String verb, String to) {
        try (Database database = Database.open(state, CLOCK)) {
            return ordered(database, verb, to);
        }
    }

    private boolean ordered(Database database, String verb, String to) {
        Orders orders = new Orders(database, CLOCK, Sleeper.real());
        ObjectNode asked = JsonNodeFactory.instance.objectNode().put("to", to).put("reason", "bench");
        Order order = Order.of(UUID.randomUUID().toString(), verb, MIGRATION, asked, "bench", CLOCK.instant());
        orders.give(order);
        accepted = System.nanoTime();
        return orders.await(order.id(), PATIENCE)
                .filter(one -> one.outcome() == OrderOutcome.DONE)
                .isPresent();
    }

    /** The process first; a router that it started as a child is ended by its own process id. */
    @Override
    public void close() throws IOException {
        serve.destroy();
        serve.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionally(late -> serve.destroyForcibly())
                .join();
        Path control = state.resolve("router").resolve(MIGRATION).resolve("app/control.json");
        if (Files.exists(control)) {
            String pid = Files.readString(control).replaceAll("(?s).*\"pid\" : ([0-9]+).*", "$1");
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroy);
        }
        more.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        });
    }
}
