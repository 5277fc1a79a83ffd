package dev.caravan.traffic.metric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/** Asks a Prometheus for one number. Safe for use by several threads. */
public record PrometheusQuery(URI base) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int LONGEST = 1 << 20;

    /** The number; empty when there is none, or several, or it is no number, or nobody answers in time. */
    public OptionalDouble number(String query) {
        String url = base.toString().replaceAll("/+$", "") + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8);
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
            try {
                connection.setConnectTimeout(TIMEOUT_MILLIS);
                connection.setReadTimeout(TIMEOUT_MILLIS);
                connection.setInstanceFollowRedirects(false);
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK
                        ? number(JSON.readTree(connection.getInputStream().readNBytes(LONGEST)))
                        : OptionalDouble.empty();
            } finally {
                connection.disconnect();
            }
        } catch (IOException silent) {
            return OptionalDouble.empty();
        }
    }

    private static OptionalDouble number(JsonNode answer) {
        JsonNode data = answer.path("data");
        JsonNode result = data.path("result");
        boolean scalar = data.path("resultType").asText().equals("scalar");
        if (!answer.path("status").asText().equals("success") || !scalar && result.size() != 1) {
            return OptionalDouble.empty();
        }
        JsonNode value = scalar ? result.path(1) : result.path(0).path("value").path(1);
        try {
            double number = Double.parseDouble(value.asText());
            return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        } catch (NumberFormatException none) {
            return OptionalDouble.empty();
        }
    }
}
