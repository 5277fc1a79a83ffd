package dev.caravan.camel;

import dev.caravan.model.Partition;
import dev.caravan.run.PipelineStages;
import dev.caravan.run.Tokens;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.TemplatedRouteBuilder;

/** Sets work going through Camel: routes from templates, tokens into their queues. Called by one thread at a time. */
public final class RouteTokens implements Tokens {
    private static final List<String> STAGES = List.of("export", "transform", "validate", "import", "verify");

    private final CamelContext context;
    private final ProducerTemplate producer;
    private final String group;

    /** Tokens for the pipelines of one migration, whose name is the group of its routes. */
    public RouteTokens(CamelContext context, String group) {
        this.context = context;
        this.producer = context.createProducerTemplate();
        this.group = group;
    }

    @Override
    public void prepare(String pipeline, PipelineStages stages, Lane lane) {
        context.getRegistry().bind(pipeline + ".stages", stages);
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
        partitions.forEach(partition -> producer.sendBody("seda:" + pipeline + ".partitions", partition));
    }

    @Override
    public void verification(String pipeline) {
        producer.sendBody("seda:" + pipeline + ".verify", Boolean.TRUE);
    }

    @Override
    public void advance() {
        producer.sendBody("seda:advance", group);
    }

    private void route(String template, String pipeline, String id, Map<String, String> more) {
        TemplatedRouteBuilder builder = TemplatedRouteBuilder.builder(context, template)
                .routeId(id)
                .parameter("pipeline", pipeline)
                .parameter("group", group);
        more.forEach(builder::parameter);
        builder.add();
    }
}
