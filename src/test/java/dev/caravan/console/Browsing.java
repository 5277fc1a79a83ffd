package dev.caravan.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * A browser without pictures: keeps its cookie, and says which site its page is of. Each request has a connection of its own:
 * the server may close one that has been quiet for a while, and a test may have to wait long for its turn.
 */
final class Browsing {
    private static final String JOLOKIA = "hawtio/jolokia/?maxDepth=7&ignoreErrors=true&canonicalNaming=false";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ObjectMapper json = new ObjectMapper();
    private final URI console;
    private String cookie = "";
    private String origin;

    Browsing(URI console) {
        this.console = console;
        this.origin = console.toString().replaceAll("/$", "");
    }

    /** The same browser on a page of this site; null for what sends no origin. */
    Browsing from(String site) {
        origin = site;
        return this;
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(request(path).headers(with(headers, "Accept", "text/html")).GET());
    }

    HttpResponse<String> post(String path, String type, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path).headers(with(headers, "Content-Type", type)).POST(BodyPublishers.ofString(body));
        if (origin != null) {
            request.header("Origin", origin);
        }
        return send(request);
    }

    HttpResponse<String> form(String path, Map<String, String> fields) throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return post(path, "application/x-www-form-urlencoded", body.toString());
    }

    HttpResponse<String> logIn(String name, String password) throws IOException, InterruptedException {
        return form("login", Map.of("name", name, "password", password, "next", "/hawtio/"));
    }

    /** Asks Jolokia. */
    JsonNode ask(String question) throws IOException, InterruptedException {
        HttpResponse<String> response = post(JOLOKIA, "application/json", question);
        if (response.statusCode() != 200) {
            return json.createObjectNode().put("status", response.statusCode()).put("error", response.body());
        }
        return json.readTree(response.body());
    }

    String cookie() {
        return cookie;
    }

    void cookie(String other) {
        cookie = other;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(console.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Connection", "close");
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    /** The usual header, unless another value is given. */
    private static String[] with(String[] headers, String name, String usual) {
        if (Arrays.asList(headers).contains(name)) {
            return headers;
        }
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = name;
        all[headers.length + 1] = usual;
        return all;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        response.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
        return response;
    }
}
