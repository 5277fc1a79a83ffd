package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Memories from one JSON file into SQLite, whose triggers keep a full-text index. The limit moves the rows that the run
 * before it has made, so it writes the same ids in the same order.
 */
final class MemoriesCase implements BenchCase {
    private static final long SEED = 20_261_121;
    private static final int RECORDS = 500_000;

    /** The peer holds all records at once, ten times their size: beyond this it would measure the machine's memory. */
    private static final int MOST_OF_PEER = 1_000_000;

    private static final String SOURCE = "data/memories.json";
    private static final List<String> SCHEMA =
            List.of("sql/barnabeenet/00-core.sql", "sql/barnabeenet/01-memories.sql");

    private final String mapping;

    private MemoriesCase(String mapping) {
        this.mapping = mapping;
    }

    /** Mapped by {@code fields:}. */
    static MemoriesCase byFields() {
        return new MemoriesCase("fields");
    }

    /** Mapped by {@code jq:}, to the same rows. */
    static MemoriesCase byJq() {
        return new MemoriesCase("jq");
    }

    @Override
    public Title title() {
        return new Title(
                "memories-" + mapping,
                "JSON memories, mapped by " + mapping + ", into SQLite with full-text triggers",
                RECORDS);
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        long bytes = MemoriesData.write(bench.path(SOURCE), bench.records(), SEED);
        Path file = bench.unpack(title().name() + ".yaml");
        CaravanRun run = new CaravanRun(bench, file, bench.records());
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender("caravan run", Role.CARAVAN, run::measure));
        contenders.add(new Contender("INSERT .. SELECT", Role.LIMIT, () -> limit(bench)));
        if (bench.installed("python3").isPresent() && bench.records() <= MOST_OF_PEER) {
            Path script = bench.unpack("row_by_row.py");
            contenders.add(new Contender("python3, row by row", Role.PEER, () -> rowByRow(bench, script)));
        }
        String data = String.format(Locale.ROOT, "%.1f MB of JSON", bytes / 1e6);
        return Stand.of(data, contenders);
    }

    private static Sample limit(Workbench bench) throws IOException {
        bench.remove("limit.db", "limit.db-wal", "limit.db-shm");
        Path target = bench.path("limit.db");
        SchemaFiles.run(target, SCHEMA.stream().map(bench::config).toList());
        ChildProcess.Ended ended =
                bench.java(AttachedCopy.class, bench.path(CaravanRun.TARGET).toString(), target.toString(), "memories");
        return Figures.printedBy(ended, bench.records());
    }

    private static Sample rowByRow(Workbench bench, Path script) throws IOException {
        bench.remove("peer.db");
        Path target = bench.path("peer.db");
        SchemaFiles.run(target, SCHEMA.stream().map(bench::config).toList());
        ChildProcess.Ended ended = bench.peer(
                List.of("python3", script.toString(), bench.path(SOURCE).toString(), target.toString()));
        Sample sample = Figures.printedBy(ended, bench.records());
        Files.delete(target);
        return sample;
    }
}
