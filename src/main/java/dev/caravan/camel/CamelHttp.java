package dev.caravan.camel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.step.http.HttpCaller;
import dev.caravan.step.http.NamedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

/** Sends requests through the route {@code http}, with one deadline for everything. Safe for use by several threads. */
public final class CamelHttp implements HttpCaller {
    private static final int MOST_BYTES = 1 << 20;

    private final Supplier<CamelContext> context;
    private ProducerTemplate producer;

    /** Requests through {@code context}, which is asked for at the first one. */
    public CamelHttp(Supplier<CamelContext> context) {
        this.context = context;
    }

    @Override
    public Answer call(Request request) throws IOException {
        long begun = System.nanoTime();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        boolean named = request.certificate() != null && request.url().startsWith("https:");
        String trust = named ? trust(request.certificate()) : null;
        CompletableFuture<Exchange> sent = producer()
                .asyncSend(trust == null ? "direct:http" : "direct:http-trusting", exchange -> {
                    fill(exchange, request);
                    exchange.setVariable("trust", trust);
                });
        sent.whenComplete((exchange, failure) -> take(exchange, failure, begun, answer));
        try {
            return answer.get(request.most().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new IOException("nothing within " + request.most().toMillis() / 1000.0 + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(reason(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void fill(Exchange exchange, Request request) {
        int query = request.url().indexOf('?');
        exchange.getMessage().setHeader(Exchange.HTTP_METHOD, request.method());
        exchange.getMessage()
                .setHeader(
                        Exchange.HTTP_URI,
                        query < 0 ? request.url() : request.url().substring(0, query));
        if (query >= 0) {
            exchange.getMessage().setHeader(Exchange.HTTP_QUERY, request.url().substring(query + 1));
        }
        request.headers().forEach(exchange.getMessage()::setHeader);
        exchange.getMessage()
                .setBody(request.body() == null ? null : request.body().getBytes(UTF_8));
    }

    /** The name under which the one certificate of a file is bound; a file that changes is read again. */
    private synchronized String trust(String file) throws IOException {
        byte[] pem = Files.readAllBytes(Path.of(file));
        String name = "trust-" + Integer.toHexString(Arrays.hashCode(pem));
        if (context.get().getRegistry().lookupByName(name) == null) {
            TrustManagersParameters managers = new TrustManagersParameters();
            managers.setTrustManager(NamedCertificate.trusting(file, pem));
            SSLContextParameters parameters = new SSLContextParameters();
            parameters.setTrustManagers(managers);
            context.get().getRegistry().bind(name, parameters);
        }
        return name;
    }

    private static void take(Exchange exchange, Throwable failure, long begun, CompletableFuture<Answer> answer) {
        Throwable problem = failure == null ? exchange.getException() : failure;
        if (problem != null) {
            answer.completeExceptionally(problem);
            return;
        }
        try (InputStream body = exchange.getMessage().getBody(InputStream.class)) {
            Map<String, String> headers = new HashMap<>();
            exchange.getMessage()
                    .getHeaders()
                    .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), String.valueOf(value)));
            String text = body == null ? "" : new String(body.readNBytes(MOST_BYTES), UTF_8);
            int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            answer.complete(new Answer(status, headers, text, (System.nanoTime() - begun) / 1e9));
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = context.get().createProducerTemplate();
        }
        return producer;
    }
}
