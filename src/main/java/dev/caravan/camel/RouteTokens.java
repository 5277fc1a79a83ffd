package dev.caravan.camel;

import dev.caravan.model.Partition;
import dev.caravan.run.PipelineRun;
import dev.caravan.run.PipelineStages;
import dev.caravan.run.Tokens;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.TemplatedRouteBuilder;

/** Sets work going through Camel: routes from templates, tokens into their queues. Safe for use by several threads. */
public final class RouteTokens implements Tokens {
    private static final List<String> STAGES = List.of("export", "transform", "validate", "import", "verify");

    private final Supplier<CamelContext> context;
    private final StageGate gate;
    private final String group;
    private ProducerTemplate producer;

    /**
     * Tokens for the pipelines of one migration.
     *
     * @param context asked for at the first token
     * @param gate told of every pipeline
     * @param group the migration's name, a folder in the console
     */
    public RouteTokens(Supplier<CamelContext> context, StageGate gate, String group) {
        this.context = context;
        this.gate = gate;
        this.group = group;
    }

    @Override
    public void prepare(String pipeline, PipelineRun run, PipelineStages stages, Lane lane) {
        gate.watch(pipeline, run);
        context.get().getRegistry().bind(pipeline + ".stages", stages);
        STAGES.forEach(stage -> route(stage, pipeline, pipeline + "." + stage, Map.of()));
        Map<String, String> workers = Map.of("workers", String.valueOf(lane.workers()));
        if (lane.singleWriter()) {
            route("pipeline-writer", pipeline, pipeline + ".writer", Map.of());
            route("pipeline-reader", pipeline, pipeline + ".reader", workers);
            return;
        }
        route("pipeline", pipeline, pipeline, workers);
    }

    @Override
    public void partitions(String pipeline, List<Partition> partitions) {
        partitions.forEach(partition -> producer().sendBody("seda:" + pipeline + ".partitions", partition));
    }

    @Override
    public void verification(String pipeline) {
        producer().sendBody("seda:" + pipeline + ".verify", Boolean.TRUE);
    }

    @Override
    public void advance() {
        producer().sendBody("seda:advance", group);
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = context.get().createProducerTemplate();
        }
        return producer;
    }

    private void route(String template, String pipeline, String id, Map<String, String> more) {
        TemplatedRouteBuilder builder = TemplatedRouteBuilder.builder(context.get(), template)
                .routeId(id)
                .parameter("pipeline", pipeline)
                .parameter("group", group);
        more.forEach(builder::parameter);
        builder.add();
    }
}
