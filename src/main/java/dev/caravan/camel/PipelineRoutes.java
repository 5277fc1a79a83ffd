package dev.caravan.camel;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.run.Tokens.Lane;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.seda.SedaEndpoint;

/**
 * The routes of pipelines, made from templates. They stay when a run ends, so that a console shows them, and a stage that a
 * person suspended stays suspended for the next run. Safe for use by several threads.
 */
public final class PipelineRoutes {
    private static final List<String> STAGES = List.of("export", "transform", "validate", "import", "verify");
    private static final List<String> QUEUES = List.of("partitions", "ready", "verify");
    private static final List<String> LOOPS = List.of("", ".reader", ".writer", ".verify");

    private final Supplier<CamelContext> context;
    private final LiveRuns live;
    private final Map<String, Made> made = new TreeMap<>();

    PipelineRoutes(Supplier<CamelContext> context, LiveRuns live) {
        this.context = context;
        this.live = live;
    }

    /**
     * How the routes of a pipeline begin: {@code <migration>.<pipeline>}. A dot inside a name becomes a tilde, which no
     * name holds, so that no two pipelines share a route.
     */
    public static String name(String migration, String pipeline) {
        return migration.replace('.', '~') + "." + pipeline.replace('.', '~');
    }

    /** How the routes of the pipeline begin that this is a route of. */
    static String pipeline(String route) {
        int end = route.indexOf('.', route.indexOf('.') + 1);
        return end < 0 ? route : route.substring(0, end);
    }

    /** The name that a part of a route's id stands for. */
    static String plain(String part) {
        return part.replace('~', '.');
    }

    /** Makes the routes of a pipeline unless they are there; makes them anew when it now travels otherwise. */
    public synchronized void ensure(String migration, String pipeline, Lane lane) {
        String name = name(migration, pipeline);
        Made before = made.get(name);
        if (before != null && before.lane().equals(lane)) {
            return;
        }
        remove(name);
        context.get().getRegistry().bind(name + ".stages", new StageCalls(live, name));
        made.put(name, new Made(migration, lane));
        STAGES.forEach(stage -> route(stage, migration, name, "." + stage, Map.of()));
        Map<String, String> workers = Map.of("workers", String.valueOf(lane.workers()));
        if (lane.singleWriter()) {
            route("pipeline-writer", migration, name, ".writer", Map.of());
            route("pipeline-reader", migration, name, ".reader", workers);
        } else {
            route("pipeline", migration, name, "", workers);
        }
    }

    /** Takes away the routes of a migration's pipelines but these; nothing may be on its way in them. */
    public synchronized void keepOnly(String migration, List<String> pipelines) {
        List<String> kept =
                pipelines.stream().map(pipeline -> name(migration, pipeline)).toList();
        List<String> gone = made.keySet().stream()
                .filter(name -> made.get(name).migration().equals(migration) && !kept.contains(name))
                .toList();
        gone.forEach(this::remove);
    }

    /** Drops the tokens that wait in the queues of a pipeline. */
    void purge(String name) {
        for (String queue : QUEUES) {
            context.get()
                    .getEndpoint("seda:" + name + "." + queue, SedaEndpoint.class)
                    .purgeQueue();
        }
    }

    /** True while a chunk or a step of the verification is under way. */
    boolean busy(String name) {
        return LOOPS.stream()
                .anyMatch(loop -> context.get().getInflightRepository().size(name + loop) > 0);
    }

    private void remove(String name) {
        if (made.remove(name) == null) {
            return;
        }
        List<String> routes = context.get().getRoutes().stream()
                .map(route -> route.getRouteId())
                .filter(route -> route.equals(name) || (route.startsWith(name + ".") && isPipelines(route)))
                .toList();
        takeAway(routes);
        purge(name);
    }

    /** Routes that start runs bear the pipeline's name too. */
    private static boolean isPipelines(String route) {
        return !route.endsWith(".watch");
    }

    /** Stops routes and takes them away. */
    void takeAway(List<String> routes) {
        try {
            for (String route : routes) {
                context.get().getRouteController().stopRoute(route);
                context.get().removeRoute(route);
            }
        } catch (Exception e) {
            throw new CaravanException(
                    ErrorCode.INTERNAL,
                    "routes",
                    routes + " cannot be taken away (" + e.getMessage() + "); restart serve",
                    e);
        }
    }

    private void route(String template, String migration, String name, String ending, Map<String, String> more) {
        TemplatedRouteBuilder builder = TemplatedRouteBuilder.builder(context.get(), template)
                .routeId(name + ending)
                .parameter("pipeline", name)
                .parameter("group", migration);
        more.forEach(builder::parameter);
        builder.add();
    }

    private record Made(String migration, Lane lane) {}
}
