package dev.caravan.cli;

import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.report.ReportKeeper;
import dev.caravan.report.page.ReportFile;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunOptions;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import dev.caravan.system.Systems;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code run} as it must not be: the ledger has a transaction of its own, before or after the one of the data. The control
 * of the kill campaign.
 */
public final class SplitLedgerRun {
    private static final int BATCH = 2;

    private SplitLedgerRun() {}

    /** Runs {@code FILE V1 V2 STATE REPORT before|after}. */
    public static void main(String[] words) {
        Home home = Home.find();
        Map<String, String> settings = Map.of("v1.dir", words[1], "v2.db", words[2]);
        Migration migration =
                home.files().load(Path.of(words[0]), settings).only("data").orElseThrow();
        RunOptions options = new RunOptions(
                RunOptions.Mode.RUN, false, false, BATCH, home.properties().workers(), false, false);
        SplitLedgerTarget.Order order = SplitLedgerTarget.Order.valueOf(words[5].toUpperCase(Locale.ROOT));
        Systems systems = new Systems(Clock.systemUTC());
        ProgressPrinter printer = new ProgressPrinter(new PrintStream(System.out), false, true, Duration.ofHours(1));
        int status = new RunSession(home, Path.of(words[3]), printer, name -> new Split(systems.kind(name), order))
                .runLocked(migration, options, "run", (run, reports) -> end(run, reports, Path.of(words[4])));
        System.exit(status);
    }

    private static int end(MigrationRun run, ReportKeeper reports, Path report) {
        ReportFile.at(report).write(reports.report().orElseThrow());
        if (run.reason() != null) {
            System.err.println(run.reason().line());
            return run.reason().code().exitStatus();
        }
        return 0;
    }

    /** A kind of system whose targets are split. */
    private record Split(SystemKind kind, SplitLedgerTarget.Order order) implements SystemKind {
        @Override
        public String name() {
            return kind.name();
        }

        @Override
        public boolean singleWriter() {
            return kind.singleWriter();
        }

        @Override
        public Source source(Pipeline.Export export) {
            return kind.source(export);
        }

        @Override
        public Source scan(SystemSettings system, String table, List<String> columns, List<String> key) {
            return kind.scan(system, table, columns, key);
        }

        @Override
        public Target target(Pipeline.Import into, List<TargetTable> tables) {
            return new SplitLedgerTarget(kind.target(into, tables), order);
        }

        @Override
        public Catalogue catalogue(SystemSettings system) {
            return kind.catalogue(system);
        }

        @Override
        public SystemCheck check(SystemSettings system, String check, List<TableShape> tables) {
            return kind.check(system, check, tables);
        }
    }
}
