package dev.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** {@code caravan run} of a migration with one pipeline into one new SQLite database, as a user types it. */
final class CaravanRun {
    /** The database that it leaves behind. */
    static final String TARGET = "v2.db";

    private static final String REPORT = "report.json";
    private static final String STATE = "state";

    private final Workbench bench;
    private final Path file;
    private final long records;

    /**
     * Runs to come.
     *
     * @param file the migration; it has the settings {@code v1.dir} and {@code v2.db}
     * @param records how many the run must import: another number is a failure
     */
    CaravanRun(Workbench bench, Path file, long records) {
        this.bench = bench;
        this.file = file;
        this.records = records;
    }

    /** Runs it from nothing, verification included. */
    Sample measure() throws IOException {
        bench.remove(TARGET, TARGET + "-wal", TARGET + "-shm", STATE, REPORT);
        ChildProcess.Ended ended = bench.caravan(
                "run",
                file.toString(),
                "--quiet",
                "--set",
                "v1.dir=" + bench.path("data"),
                "--set",
                "v2.db=" + bench.path(TARGET),
                "--state",
                bench.path(STATE).toString(),
                "--report",
                bench.path(REPORT).toString());
        return sample(ended, bench.path(REPORT), records);
    }

    /** The figures of a process that verified one pipeline; a difference is a failure, as the process's exit status. */
    static Sample verifySample(ChildProcess.Ended ended, Path reportFile, long records) throws IOException {
        JsonNode report = new ObjectMapper().readTree(reportFile.toFile());
        long compared = 0;
        for (JsonNode check : report.path("verification")) {
            compared = Math.max(compared, check.path("compared").asLong());
        }
        double verify =
                report.path("pipelines").path(0).path("stages").path("verify").asDouble();
        return Figures.sample(ended, records, compared, verify);
    }

    /** The figures of a process that made one run, with what the run's report tells. */
    static Sample sample(ChildProcess.Ended ended, Path reportFile, long records) throws IOException {
        JsonNode report = new ObjectMapper().readTree(reportFile.toFile());
        JsonNode pipeline = report.path("pipelines").path(0);
        Sample sample = Figures.sample(
                ended,
                records,
                pipeline.path("imported").asLong(),
                pipeline.path("seconds").asDouble());
        double verify = pipeline.path("stages").path("verify").asDouble();
        double start = ended.seconds() - pipeline.path("seconds").asDouble() - verify;
        double peak =
                report.path("environment").path("memory").path("residentPeak").asDouble() / 1e6;
        return sample.with(Measure.VERIFY, verify)
                .with(Measure.START, start)
                .with(Measure.PEAK, Math.max(peak, ended.peakBytes() / 1e6));
    }
}
