package dev.caravan.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunState;
import dev.caravan.spi.SystemKind;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the report of a run when it ends, and keeps it in the state, whoever drives the run. Whatever goes wrong with the
 * report, the run ended as it did. Safe for use by several threads.
 */
public final class ReportKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ReportKeeper.class);

    /** The fact of a run that holds its report. */
    static final String FACT = "report";

    private final RunState state;
    private final ReportMaker maker;
    private final JsonReport json = new JsonReport();
    private final ReportReader reader = new ReportReader();
    private volatile RunReport made;

    /**
     * A keeper for one run.
     *
     * @param versions of Caravan and the libraries that matter, by name
     * @param systems the registered kinds of systems, by name
     */
    public ReportKeeper(RunState state, Map<String, String> versions, Function<String, SystemKind> systems) {
        this.state = state;
        this.maker = new ReportMaker(state, versions, systems);
    }

    /** To be called when the run has ended; throws nothing. */
    public void keep(MigrationRun run) {
        try {
            JsonNode tree = json.tree(maker.of(run));
            // What is shown now is what is shown again later, rounded alike
            made = reader.read(tree);
            state.runs().learn(run.id(), FACT, tree);
        } catch (CaravanException failure) {
            LOG.warn("The report of run {} is not kept: {}", run.id(), failure.line());
        } catch (RuntimeException mistake) {
            LOG.error(
                    "The report of run {} is not kept; a mistake in Caravan ({}): please report it",
                    run.id(),
                    ErrorCode.INTERNAL,
                    mistake);
        }
    }

    /** The report; empty before the run has ended, and when it could not be made. */
    public Optional<RunReport> report() {
        return Optional.ofNullable(made);
    }
}
