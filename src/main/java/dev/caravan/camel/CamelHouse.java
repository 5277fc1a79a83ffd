package dev.caravan.camel;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.step.StepKinds;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;

/**
 * Camel, started with every route of the routes folder. The caller owns the process: no signal handler and no shutdown
 * hook is installed here.
 */
public final class CamelHouse implements AutoCloseable {
    private static final int SHUTDOWN_SECONDS = 1;
    /** What no pipeline calls. */
    private static final List<String> PLANNED =
            List.of("steps/*.camel.yaml", "calls/*.camel.yaml", "traffic/*.camel.yaml", "run/shares.camel.yaml");

    private final Main main;
    private final LiveRuns runs;
    private final CamelSql sql;
    private final ShareRoute shares;
    private final String later;
    private boolean planned;
    private MeterRegistry registry;
    private Future<?> ahead;

    private CamelHouse(Main main, String later) {
        this.main = main;
        this.later = later;
        this.runs = new LiveRuns(main::getCamelContext);
        this.sql = new CamelSql(main::getCamelContext);
        this.shares = new ShareRoute(main::getCamelContext);
        bind("stepDatabase", sql.source());
        bind("live", runs);
        bind("shares", shares);
        bind("gate", new StageGate(runs, main::getCamelContext));
        Errors errors = new Errors(runs);
        bind("errors", errors);
        bind("retryNotice", (Processor) errors::notice);
        bind("handOver", new HandOver());
    }

    /**
     * Makes the house of a run in the foreground, not started yet: beans can be bound to the context. What the routes call
     * besides the house's own beans is {@code run}, with {@code takeOrders} and {@code heartbeat}. What only a plan needs
     * is there once {@link #forPlan} was called.
     *
     * @param routes the folder that holds the routes
     * @param settings values for {@code {{caravan.*}}} in routes
     */
    public static CamelHouse build(Path routes, Map<String, String> settings) {
        return build(routes, settings, List.of("serve/*"), PLANNED);
    }

    /** The same with nothing but the routes that change shares: nobody takes orders. */
    public static CamelHouse buildForTraffic(Path routes, Map<String, String> settings) {
        return build(routes, settings, List.of("serve/*", "run/*", "migrate/*", "steps/*", "calls/*"), List.of());
    }

    /** The same, with the routes of the long-running process. */
    public static CamelHouse buildForServe(Path routes, Map<String, String> settings) {
        return build(routes, settings, List.of(), List.of());
    }

    private static CamelHouse build(
            Path routes, Map<String, String> settings, List<String> without, List<String> later) {
        String folder = "file:" + RoutesFolder.real(routes) + "/**/";
        Main main = new Main();
        // The default one waits for Camel in a hook of its own when a signal comes, for longer than a signal may last
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.configure()
                .withName("caravan")
                .withRoutesIncludePattern(folder + "*.camel.yaml")
                .withRoutesExcludePattern(below("**/", Stream.concat(without.stream(), later.stream())))
                .withShutdownTimeout(SHUTDOWN_SECONDS)
                .withShutdownNowOnTimeout(true)
                .withShutdownSuppressLoggingOnTimeout(true)
                .withShutdownLogInflightExchangesOnTimeout(false)
                .withUseBreadcrumb(false);
        main.configure().setStartupSummaryLevel(StartupSummaryLevel.Off);
        main.setDefaultPropertyPlaceholderLocation("false");
        Properties values = new Properties();
        settings.forEach(values::setProperty);
        main.setOverrideProperties(values);
        return new CamelHouse(main, below(folder, later.stream()));
    }

    private static String below(String folder, Stream<String> patterns) {
        return patterns.map(pattern -> folder + pattern).collect(Collectors.joining(","));
    }

    /** Binds a bean under the name by which routes call it. Before {@link #start}, and after it for templates. */
    public void bind(String name, Object bean) {
        // Camel's registry is for one thread at a time
        awaitAhead();
        main.bind(name, bean);
    }

    /** Binds every kind of step as {@code step-<kind>}. Before {@link #start}. */
    public void bindSteps(StepKinds kinds) {
        kinds.names().forEach(name -> bind("step-" + name, kinds.kind(name)));
    }

    /** Measures every route. Before {@link #start}. */
    public void measure(MeterRegistry meters) {
        registry = requireNonNull(meters, "meters is null");
    }

    /** The runs that the routes work for. */
    public LiveRuns runs() {
        return runs;
    }

    /** Sends the statements of steps. */
    CamelSql sql() {
        return sql;
    }

    /** Changes the shares of services. */
    ShareRoute shares() {
        return shares;
    }

    /** Makes no management beans: a console that would show them is there in the long-running process. Before {@link #start}. */
    public CamelHouse withoutManagement() {
        main.configure().setJmxEnabled(false);
        return this;
    }

    /**
     * Begins with what needs no bean, on a thread of its own, for a caller that has other things to do before {@link #start}:
     * loading Camel's classes takes as long as reading a migration.
     */
    public CamelHouse ahead() {
        FutureTask<Void> task = new FutureTask<>(() -> {
            main.init();
            return null;
        });
        Thread thread = new Thread(task, "camel-ahead");
        thread.setDaemon(true);
        thread.start();
        ahead = task;
        return this;
    }

    /** With all that steps, traffic and notices need: half of the routes, which most runs do not wait for. Before {@link #start}. */
    public CamelHouse forPlan() {
        planned = true;
        return this;
    }

    /** Starts every route. */
    public void start() {
        try {
            init();
            if (planned) {
                CamelContext context = main.getCamelContext();
                PluginHelper.getRoutesLoader(context)
                        .loadRoutes(main.getRoutesCollector().findRouteResourcesFromDirectory(context, null, later));
            }
            ((ModelCamelContext) main.getCamelContext()).addModelLifecycleStrategy(new TemplateTexts());
            if (registry != null) {
                RouteMeters.bind(main.getCamelContext(), registry);
            }
            main.start();
        } catch (Exception e) {
            throw new CaravanException(
                    ErrorCode.INTERNAL,
                    "routes",
                    "Camel does not start: " + e.getMessage() + "; look at what was changed in routes/",
                    e);
        }
    }

    private void init() throws Exception {
        if (ahead == null) {
            main.init();
            return;
        }
        ahead.get();
    }

    /** The context; null before {@link #start}. */
    public CamelContext context() {
        return main.getCamelContext();
    }

    /** The version of Camel that runs here. */
    public static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    @Override
    public void close() {
        awaitAhead();
        main.stop();
    }

    /** Whether it could be made is told by {@link #start}. */
    private void awaitAhead() {
        try {
            if (ahead != null) {
                ahead.get();
            }
        } catch (ExecutionException toldLater) {
            // By whoever starts it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
