package dev.caravan.bench;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Shares that change under load, by orders to a run, on each router. */
final class SwitchCase implements BenchCase {
    private static final List<String> ROUTERS = List.of("embedded", "haproxy", "nginx");
    private static final int CONNECTIONS = 8;
    private static final int WARM = 10_000;
    private static final long PAUSE_NANOS = 300_000_000;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final String name;
    private final String about;
    private final int records;

    private SwitchCase(String name, String about, int records) {
        this.name = name;
        this.about = about;
        this.records = records;
    }

    /** How long v2 is still asked once somebody has ordered it off. */
    static SwitchCase back() {
        return new SwitchCase(
                "switch-back",
                "from an order for 0 % until the listener sends nobody to v2, by clients that keep their connections;"
                        + " records are falls",
                10);
    }

    /** What is lost meanwhile. */
    static SwitchCase lost() {
        return new SwitchCase(
                "switches",
                "shares that change there and back under clients that keep their connections and never ask twice: what"
                        + " is lost, resets among it; records are changes",
                100);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String about() {
        return about;
    }

    @Override
    public int records() {
        return records;
    }

    @Override
    public Optional<String> missing(Workbench bench) {
        boolean there = RouterStand.isThere(bench) && bench.installed("haproxy").isPresent();
        return there ? Optional.empty() : Optional.of("needs nginx and haproxy: apt-get install nginx haproxy");
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        RouterStand services = RouterStand.services(bench);
        List<SwitchStand> stands = new ArrayList<>();
        List<Contender> contenders = new ArrayList<>();
        for (String kind : ROUTERS) {
            SwitchStand stand = SwitchStand.start(bench, services, kind);
            stands.add(stand);
            boolean falls = name.equals("switch-back");
            contenders.add(new Contender(
                    kind, Role.CARAVAN, () -> falls ? fall(stand, bench.records()) : change(stand, bench.records())));
        }
        return Stand.of("GET, 500 bytes, " + CONNECTIONS + " connections", contenders, () -> {
            for (SwitchStand stand : stands) {
                stand.close();
            }
            services.close();
        });
    }

    /** The longest of the falls counts. */
    private static Sample fall(SwitchStand stand, int falls) throws IOException {
        double longest = 0;
        for (int i = 0; i < falls; i++) {
            must(stand.shift("50%"), "a share of 50 % was not set");
            try (KeptClients clients = new KeptClients(stand.port(), CONNECTIONS)) {
                warm(clients);
                long ordered = System.nanoTime();
                must(stand.shift("0%"), "a share of 0 % was not set");
                LockSupport.parkNanos(PAUSE_NANOS);
                longest = Math.max(longest, (clients.lastOfV2() - ordered) / 1e6);
                must(clients.lost() == 0, clients.lost() + " requests were lost");
            }
        }
        return new Sample(Map.of(Measure.BACK, longest));
    }

    private static Sample change(SwitchStand stand, int changes) throws IOException {
        must(stand.shift("50%"), "a share of 50 % was not set");
        try (KeptClients clients = new KeptClients(stand.port(), CONNECTIONS)) {
            warm(clients);
            long begun = System.nanoTime();
            long before = clients.answered();
            for (int i = 0; i < changes; i++) {
                must(stand.shift(i % 2 == 0 ? "0%" : "50%"), "change " + i + " was not made");
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            must(clients.answered() > changes, "only " + clients.answered() + " requests were answered");
            return new Sample(Map.of(
                    Measure.LOST,
                    (double) clients.lost(),
                    Measure.RECORDS_PER_SECOND,
                    (clients.answered() - before) / seconds,
                    Measure.WALL,
                    seconds));
        }
    }

    /** Until v2 answers, and a router in a JVM has become as quick as it will be. */
    private static void warm(KeptClients clients) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (clients.answered() < WARM && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        must(clients.lastOfV2() > Long.MIN_VALUE, "v2 answered nobody at 50 %");
    }

    private static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new CaravanException(ErrorCode.IO_FAILED, "bench", otherwise + "; see the logs of the case");
        }
    }
}
