package dev.caravan.bench;

import java.io.IOException;
import java.util.List;

/** Vectors of texts by the quantised model, on as many threads as there are processors, beside the bare library. */
final class EmbeddingCase implements BenchCase {
    private static final int RECORDS = 4_000;

    @Override
    public Title title() {
        return new Title(
                "embedding", "vectors of texts of 20 words by all-minilm-l6-v2-q, each text by itself", RECORDS);
    }

    @Override
    public Stand prepare(Workbench bench) {
        return Stand.of(
                "texts of 20 words",
                List.of(
                        new Contender("caravan's embedding", Role.CARAVAN, () -> compute(bench, "caravan")),
                        new Contender("the bare library", Role.LIMIT, () -> compute(bench, "library"))));
    }

    private static Sample compute(Workbench bench, String by) throws IOException {
        String texts = Integer.toString(bench.records());
        String threads = Integer.toString(Runtime.getRuntime().availableProcessors());
        ChildProcess.Ended ended = bench.program(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Xmx160m",
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddingWork.class.getName(),
                by,
                texts,
                threads));
        return Figures.printedBy(ended, bench.records());
    }
}
