package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How long people wait for short commands: a small run, a plan, the help. */
final class StartCase implements BenchCase {
    private static final long SEED = 1_000;
    private static final int RECORDS = 1_000;

    @Override
    public Title title() {
        return new Title(
                "start",
                "short commands from the shell, all of it: a small run with its verification, plan, --help",
                RECORDS);
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        long bytes = MemoriesData.write(bench.path("data/memories.json"), bench.records(), SEED);
        Path file = bench.unpack("memories-fields.yaml");
        CaravanRun run = new CaravanRun(bench, file, bench.records());
        List<Contender> contenders = List.of(
                new Contender("run", Role.CARAVAN, run::measure),
                new Contender("plan", Role.CARAVAN, () -> plan(bench, file)),
                new Contender("--help", Role.CARAVAN, () -> Sample.of(bench.caravan("--help"))));
        String data = String.format(Locale.ROOT, "%.1f MB of JSON", bytes / 1e6);
        return Stand.of(data, contenders);
    }

    private static Sample plan(Workbench bench, Path file) throws IOException {
        return Sample.of(bench.caravan(
                "plan",
                file.toString(),
                "--set",
                "v1.dir=" + bench.path("data"),
                "--set",
                "v2.db=" + bench.path(CaravanRun.TARGET)));
    }
}
