package dev.caravan.camel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.spi.StepCall;
import dev.caravan.step.route.RouteCaller;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.ModelCamelContext;

/**
 * Calls routes of the user's own: a route by its id, or a template, of which an instance is made for the step. The body is
 * what the file says under {@code with:}, a map; the variables {@code token} and {@code step} name the step. Safe for use by
 * several threads.
 */
public final class CamelRoutes implements RouteCaller {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<CamelContext> context;
    private ProducerTemplate producer;

    /** Routes of {@code context}, which is asked for at the first call. */
    public CamelRoutes(Supplier<CamelContext> context) {
        this.context = context;
    }

    @Override
    public JsonNode call(String route, JsonNode with, StepCall call) throws IOException {
        Route there = find(route, with, call);
        Map<String, Object> body =
                with.isObject() ? JSON.convertValue(with, new TypeReference<Map<String, Object>>() {}) : Map.of();
        CompletableFuture<Exchange> sent = producer().asyncSend(there.getEndpoint(), exchange -> {
            exchange.setVariable("token", call.token());
            exchange.setVariable("step", call.step().id());
            exchange.getMessage().setBody(body);
            exchange.setPattern(ExchangePattern.InOut);
        });
        try {
            long most = Duration.between(call.now(), call.deadline()).toMillis();
            return answer(sent.get(most, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new IOException("did not end in its time", e);
        } catch (ExecutionException e) {
            throw new IOException("failed: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("was interrupted", e);
        }
    }

    private static JsonNode answer(Exchange exchange) throws IOException {
        if (exchange.getException() != null) {
            throw new IOException("failed: " + exchange.getException().getMessage(), exchange.getException());
        }
        Object body = exchange.getMessage().getBody();
        if (body instanceof JsonNode || body instanceof Map || body instanceof Number || body instanceof Boolean) {
            return JSON.valueToTree(body);
        }
        String text = exchange.getMessage().getBody(String.class);
        try {
            return text == null ? JSON.nullNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }

    private synchronized Route find(String route, JsonNode with, StepCall call) throws IOException {
        if (context.get().getRoute(route) != null) {
            return context.get().getRoute(route);
        }
        if (((ModelCamelContext) context.get()).getRouteTemplateDefinition(route) == null) {
            throw new IOException("is not there; put it into routes/, or correct its name");
        }
        String own = route + "." + Integer.toHexString(call.step().digest().hashCode());
        if (context.get().getRoute(own) == null) {
            TemplatedRouteBuilder instance =
                    TemplatedRouteBuilder.builder(context.get(), route).routeId(own);
            instance.parameter("route", own);
            with.properties()
                    .forEach(one ->
                            instance.parameter(one.getKey(), one.getValue().asText()));
            instance.add();
        }
        return context.get().getRoute(own);
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = context.get().createProducerTemplate();
        }
        return producer;
    }
}
