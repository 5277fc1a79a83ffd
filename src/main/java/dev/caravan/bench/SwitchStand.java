package dev.caravan.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.repository.Database;
import dev.caravan.repository.Order;
import dev.caravan.repository.OrderOutcome;
import dev.caravan.repository.Orders;
import dev.caravan.repository.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One router between two services, and a run of Caravan that waits at a gate and takes orders for its share. */
final class SwitchStand implements AutoCloseable {
    private static final String MIGRATION = "bench-switch";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = 100_000_000;

    private final Path state;
    private final int port = RouterStand.free();
    private final Process run;
    private final List<Process> more;

    private SwitchStand(Workbench bench, RouterStand services, String kind) throws IOException {
        this.state = bench.path("state-" + kind);
        Path conf = Files.createDirectories(bench.path("front-" + kind).resolve("conf.d"));
        String router =
                switch (kind) {
                    case "nginx" -> nginx(bench, conf.resolve("app.conf"));
                    case "haproxy" -> haproxy(bench, conf.resolve("app.cfg"));
                    default -> "embedded: { listen: \"127.0.0.1:" + port + "\" }";
                };
        this.more = switch (kind) {
            case "nginx" -> List.of(services.nginx("front-nginx", "    include conf.d/*.conf;\n"));
            case "haproxy" -> List.of(startHaproxy(bench, conf));
            default -> List.of();
        };
        Path file = Files.writeString(bench.path(kind + ".yaml"), migration(router, services));
        this.run = new ProcessBuilder(
                        bench.home().resolve("caravan").toString(),
                        "run",
                        file.toString(),
                        "--state",
                        state.toString(),
                        "-q",
                        "--wait",
                        "1h")
                .redirectErrorStream(true)
                .redirectOutput(bench.path(kind + ".log").toFile())
                .start();
    }

    /** Starts it all; returns once orders are taken. */
    static SwitchStand start(Workbench bench, RouterStand services, String kind) throws IOException {
        SwitchStand stand = new SwitchStand(bench, services, kind);
        try {
            stand.await();
            return stand;
        } catch (IOException e) {
            stand.close();
            throw e;
        }
    }

    private static String migration(String router, RouterStand services) {
        return """
               migration: %s
               systems: { v1: { http: "http://127.0.0.1:%d" }, v2: { http: "http://127.0.0.1:%d" } }
               traffic:
                 app: { router: { %s }, v1: v1, v2: v2, writes: shared, rise-every: 1ms, sticky: { header: X-Session } }
               gates: { go: { sign-offs: [ nobody ] } }
               plan: [ { phase: bench, steps: [ { shift: { of: app, to: 50%% } }, { gate: go } ] } ]
               """
                .formatted(MIGRATION, services.v1(), services.v2(), router);
    }

    private String nginx(Workbench bench, Path conf) {
        Path folder = bench.path("front-nginx");
        return "nginx: { conf: \"%s\", listen: \"127.0.0.1:%d\", command: [ \"%s\", -p, \"%s/\", -c, \"%s\" ] }"
                .formatted(conf, port, RouterStand.program(bench), folder, folder.resolve("nginx.conf"));
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
        Process process = new ProcessBuilder("haproxy", "-W", "-f", base.toString(), "-f", conf + "/")
                .redirectErrorStream(true)
                .redirectOutput(bench.path("haproxy.log").toFile())
                .start();
        Files.writeString(folder.resolve("reload.sh"), "#!/bin/sh\nexec kill -USR2 " + process.pid() + "\n");
        return process;
    }

    /** Until the first share is in force and an order is carried out. */
    private void await() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && run.isAlive()) {
            if (Files.exists(state.resolve("journal.head")) && shift("50%")) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IOException("the run does not take orders; see its log beside " + state);
    }

    int port() {
        return port;
    }

    /** Orders a share as a person does; true when it was carried out. */
    boolean shift(String to) {
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(state, clock)) {
            Orders orders = new Orders(database, clock, Sleeper.real());
            ObjectNode asked =
                    JsonNodeFactory.instance.objectNode().put("to", to).put("reason", "bench");
            Order order = Order.of(UUID.randomUUID().toString(), "shift", MIGRATION, asked, "bench", clock.instant());
            orders.give(order);
            Optional<Order> ended = orders.await(order.id(), PATIENCE);
            return ended.filter(one -> one.outcome() == OrderOutcome.DONE).isPresent();
        }
    }

    /** The run's process first; a router that it started as a child is ended by its own process id. */
    @Override
    public void close() throws IOException {
        run.destroy();
        run.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionally(late -> run.destroyForcibly())
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
