package dev.caravan.bench;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Collections from one Chroma server to another. Every round begins with a server that is new and empty; the clock stops once the
 * target has counted its records, for a server answers writes long before its index has them.
 */
final class ChromaCase implements BenchCase {
    private static final long SEED = 20_261_121;
    private static final String REQUESTS = "requests";
    private static final String CLIENT = "target/npm/node_modules";

    private final String name;
    private final int dimension;
    private final Map<String, Integer> shape;

    private ChromaCase(String name, int dimension, Map<String, Integer> shape) {
        this.name = name;
        this.dimension = dimension;
        this.shape = shape;
    }

    /** Six collections of large vectors, as InfraFabric has them. */
    static ChromaCase large() {
        Map<String, Integer> shape = new LinkedHashMap<>();
        shape.put("core", 3000);
        shape.put("docs", 2100);
        shape.put("functions", 1200);
        shape.put("pipelines", 900);
        shape.put("pain_points", 800);
        shape.put("careers", 832);
        return new ChromaCase("chroma-chroma", 1536, shape);
    }

    /** One collection of many small vectors. */
    static ChromaCase wide() {
        return new ChromaCase("chroma-wide", 384, Map.of("wide", 100_000));
    }

    @Override
    public Title title() {
        return new Title(
                name,
                (shape.size() == 1 ? "one collection" : shape.size() + " collections") + " of vectors of " + dimension
                        + " from one Chroma server to another",
                shape.values().stream().mapToInt(Integer::intValue).sum());
    }

    @Override
    public Optional<String> missing(Workbench bench) {
        return ChromaServers.missing(bench);
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        ChromaServers servers = new ChromaServers(bench);
        try {
            return prepare(bench, servers);
        } catch (IOException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private Stand prepare(Workbench bench, ChromaServers servers) throws IOException {
        URI source = servers.start("source");
        ChromaBodies bodies = new ChromaBodies(SEED, dimension);
        long bytes = 0;
        int left = bench.records();
        int of = title().records();
        for (Map.Entry<String, Integer> collection : shape.entrySet()) {
            int count = (int) ((long) collection.getValue() * left / of);
            bytes += bodies.write(bench.path(REQUESTS), collection.getKey(), count);
            left -= count;
            of -= collection.getValue();
        }
        fill(source, bench.path(REQUESTS));
        return stand(bench, servers, source, bench.records(), bytes);
    }

    private Stand stand(Workbench bench, ChromaServers servers, URI source, long records, long bytes)
            throws IOException {
        Path file = bench.unpack("chroma.yaml");
        Files.writeString(file, Files.readString(file).replace("NAMES", String.join(", ", shape.keySet())));
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender(
                "caravan run", Role.CARAVAN, () -> caravan(bench, file, source, servers.start("target"), records)));
        contenders.add(new Contender(
                "raw upserts, 500 a call", Role.LIMIT, () -> raw(bench, servers.start("target"), records)));
        Path modules = bench.home().resolve(CLIENT);
        if (bench.installed("node").isPresent() && Files.isDirectory(modules.resolve("chromadb"))) {
            Path script = bench.unpack("chroma_client.mjs");
            contenders.add(new Contender(
                    "official client, get and upsert of 100",
                    Role.PEER,
                    () -> client(bench, List.of(script, modules), source, servers.start("target"), records)));
        }
        return Stand.of(String.format(Locale.ROOT, "%.1f MB of requests", bytes / 1e6), contenders, servers);
    }

    private Sample client(Workbench bench, List<Path> scriptAndModules, URI source, URI target, long records)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("node"));
        scriptAndModules.forEach(path -> command.add(path.toString()));
        command.addAll(List.of(source.toString(), target.toString()));
        command.addAll(shape.keySet());
        return Figures.printedBy(bench.program(command), records);
    }

    private static Sample caravan(Workbench bench, Path file, URI source, URI target, long records) throws IOException {
        bench.remove("state", "report.json");
        Path report = bench.path("report.json");
        ChildProcess.Ended ended = bench.caravan(
                "run",
                file.toString(),
                "--quiet",
                "--set",
                "source.url=" + source,
                "--set",
                "target.url=" + target,
                "--state",
                bench.path("state").toString(),
                "--report",
                report.toString());
        return CaravanRun.sample(ended, report, records);
    }

    private static Sample raw(Workbench bench, URI target, long records) throws IOException {
        return Figures.printedBy(
                bench.java(RawUpserts.class, bench.path(REQUESTS).toString(), target.toString()), records);
    }

    private static void fill(URI server, Path requests) throws IOException {
        RawUpserts upserts = new RawUpserts(server);
        try {
            upserts.make(requests);
            upserts.send(requests);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.ABORTED, "bench", "interrupted; run it again", e);
        }
    }
}
