package dev.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The limit of writing into a Chroma server, a program of its own: requests that are ready are sent one after the other. */
final class RawUpserts {
    private static final String COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final Map<String, String> ids = new TreeMap<>();

    RawUpserts(URI server) {
        this.server = server;
    }

    /**
     * Sends all, and prints how many records the server then counts, and the seconds until it has counted them.
     *
     * @param arguments the folder of the requests, the server
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        RawUpserts upserts = new RawUpserts(URI.create(arguments[1]));
        Path folder = Path.of(arguments[0]);
        upserts.make(folder);
        long began = System.nanoTime();
        long records = upserts.send(folder);
        System.out.printf(Locale.ROOT, "%d %.6f%n", records, (System.nanoTime() - began) / 1e9);
    }

    /** Makes the collections that the requests are for. */
    void make(Path folder) throws IOException, InterruptedException {
        for (Path file : requests(folder)) {
            String name = collection(file);
            if (!ids.containsKey(name)) {
                String body = "{\"name\":\"" + name + "\",\"configuration\":{\"hnsw\":{\"space\":\"cosine\"}}}";
                ids.put(
                        name,
                        call(COLLECTIONS, BodyPublishers.ofString(body))
                                .path("id")
                                .asText());
            }
        }
    }

    /** Sends the requests; answers how many records there then are. */
    long send(Path folder) throws IOException, InterruptedException {
        for (Path file : requests(folder)) {
            call(
                    COLLECTIONS + "/" + ids.get(collection(file)) + "/upsert",
                    BodyPublishers.ofByteArray(Files.readAllBytes(file)));
        }
        long records = 0;
        for (String id : ids.values()) {
            records += call(COLLECTIONS + "/" + id + "/count", null).asLong();
        }
        return records;
    }

    private static Path[] requests(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toArray(Path[]::new);
        }
    }

    private static String collection(Path file) {
        return file.getFileName().toString().replaceAll("-[0-9]+\\.json$", "");
    }

    private JsonNode call(String path, HttpRequest.BodyPublisher body) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).header("Content-Type", "application/json");
        HttpResponse<byte[]> answer =
                http.send((body == null ? request.GET() : request.POST(body)).build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() > 299) {
            throw new IOException(path + " was answered with " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }
}
