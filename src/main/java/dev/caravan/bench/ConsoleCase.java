package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What it costs to look: the same run under {@code serve} with its console open and scraped, and without. */
final class ConsoleCase implements BenchCase {
    private static final long SEED = 20_261_121;
    private static final int RECORDS = 500_000;

    @Override
    public Title title() {
        return new Title(
                "console",
                "memories-fields under serve, with Hawtio and metrics on and scraped every second, against off",
                RECORDS);
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        long bytes = MemoriesData.write(bench.path("data/memories.json"), bench.records(), SEED);
        Path file = bench.unpack("memories-fields.yaml");
        ServedRun on = ServedRun.of(bench, file, true);
        ServedRun off = ServedRun.of(bench, file, false);
        List<Contender> contenders = List.of(
                new Contender("serve, console on", Role.CARAVAN, on::measure),
                new Contender("serve, console off", Role.LIMIT, off::measure));
        String data = String.format(Locale.ROOT, "%.1f MB of JSON", bytes / 1e6);
        return Stand.of(data, contenders);
    }
}
