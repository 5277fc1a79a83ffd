package dev.caravan.camel;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Partition;
import dev.caravan.run.Control;
import dev.caravan.run.PipelineRun;
import dev.caravan.run.PipelineStages;
import dev.caravan.run.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

/** Sets the work of one run going through Camel: tokens into the queues of its routes. Safe for use by several threads. */
public final class RouteTokens implements Tokens {
    private static final long LOOK_EVERY_MILLIS = 20;

    private final long mark;
    private final String migration;
    private final Control control;
    private final LiveRuns live;
    private final Supplier<CamelContext> context;
    private final Map<String, Work> pipelines = new ConcurrentHashMap<>();
    private volatile Runnable next = () -> {};
    private ProducerTemplate producer;

    RouteTokens(long mark, String migration, Control control, LiveRuns live, Supplier<CamelContext> context) {
        this.mark = mark;
        this.migration = migration;
        this.control = control;
        this.live = live;
        this.context = context;
    }

    @Override
    public void begin(Runnable run) {
        next = run;
    }

    @Override
    public void prepare(String pipeline, PipelineRun run, PipelineStages stages, Lane lane) {
        pipelines.put(PipelineRoutes.name(migration, pipeline), new Work(run, stages));
        live.routes().ensure(migration, pipeline, lane);
    }

    @Override
    public void partitions(String pipeline, List<Partition> partitions) {
        partitions.forEach(partition -> send(queue(pipeline, "partitions"), partition));
    }

    @Override
    public void verification(String pipeline) {
        send(queue(pipeline, "verify"), Boolean.TRUE);
    }

    @Override
    public void advance() {
        send("seda:advance", migration);
    }

    @Override
    public boolean drop(String pipeline) {
        String name = PipelineRoutes.name(migration, pipeline);
        live.routes().purge(name);
        return !live.routes().busy(name);
    }

    @Override
    public boolean end(Duration patience) {
        live.forget(mark);
        pipelines.keySet().forEach(live.routes()::purge);
        long until = System.nanoTime() + patience.toNanos();
        while (pipelines.keySet().stream().anyMatch(live.routes()::busy)) {
            if (System.nanoTime() >= until) {
                return false;
            }
            control.await(LOOK_EVERY_MILLIS);
        }
        return true;
    }

    long mark() {
        return mark;
    }

    /** What holds a route back, and what its failure stops: the work of its pipeline, or the run. */
    Control control(String route) {
        Work work = pipelines.get(PipelineRoutes.pipeline(route));
        return work == null ? control : work.stages().control();
    }

    PipelineRun run(String name) {
        return pipelines.get(name).run();
    }

    PipelineStages stages(String name) {
        return pipelines.get(name).stages();
    }

    /** Says why what a route works for stands still; no word where that is no pipeline. */
    void waiting(String route, String why) {
        Work work = pipelines.get(PipelineRoutes.pipeline(route));
        if (work != null) {
            work.run().waiting(why);
        }
    }

    void next() {
        next.run();
    }

    /** Stops what a route works for with the reason; the first reason stays. */
    void stop(CaravanException reason, String route) {
        control(route).stop(reason);
        advance();
    }

    private String queue(String pipeline, String name) {
        return "seda:" + PipelineRoutes.name(migration, pipeline) + "." + name;
    }

    private void send(String queue, Object body) {
        producer().sendBodyAndHeader(queue, body, Headers.RUN, mark);
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = context.get().createProducerTemplate();
        }
        return producer;
    }

    private record Work(PipelineRun run, PipelineStages stages) {}
}
