package dev.caravan.runbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/**
 * One of InfraFabric's services, small, as a program of its own: {@code openwebui}, which reads its settings when it starts and
 * is healthy while the Chroma that they name answers; and {@code alerts}, which is told when to be silent. Each says on its
 * standard output what a log of it would.
 */
final class InfrafabricService {
    private static final int PATIENCE_MILLIS = 5000;

    private final String name;
    private final Path folder;
    private final String chroma;
    private final String host;

    private InfrafabricService(String name, Path folder) throws IOException {
        this.name = name;
        this.folder = folder;
        this.chroma = setting("c.env", "CHROMADB_URL=");
        this.host = setting("compose.yml", "CHROMA_SERVER_HOST=");
    }

    /** Runs until it is ended: its name, its port, the folder of its world. */
    public static void main(String[] args) throws IOException {
        InfrafabricService service = new InfrafabricService(args[0], Path.of(args[2]));
        Path first = service.first();
        if (service.name.equals("openwebui") && !Files.exists(first)) {
            Files.writeString(first, service.chroma);
        }
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])), 100);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", service::answer);
        server.start();
        say("listening");
    }

    private static void say(String line) {
        System.out.println(System.currentTimeMillis() + " " + line);
    }

    private String setting(String file, String key) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .filter(line -> line.contains(key))
                .map(line -> line.replaceFirst(".*" + key, "").replaceFirst("\\s*#.*", ""))
                .findFirst()
                .orElse("");
    }

    /** Which Chroma it used when it started for the first time. */
    private Path first() {
        return folder.resolve("run").resolve(name + ".first");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String path = exchange.getRequestURI().getPath();
        int status = 200;
        if (path.equals("/health")) {
            status = name.equals("alerts") || isHealthy() ? 200 : 500;
        } else if (path.equals("/silent")) {
            say("told " + body);
        }
        byte[] text = (path.equals("/uses") ? chroma + " " + host : "{\"status\":" + status + "}").getBytes(UTF_8);
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private boolean isHealthy() throws IOException {
        boolean ill = Files.exists(folder.resolve("faults/ill"))
                && !Files.readString(first()).equals(chroma);
        if (ill || !isThere()) {
            say("ERROR no answer of " + chroma);
            return false;
        }
        return true;
    }

    private boolean isThere() {
        try {
            HttpURLConnection asked = (HttpURLConnection) new URL(chroma + "/api/v2/heartbeat").openConnection();
            asked.setConnectTimeout(PATIENCE_MILLIS);
            asked.setReadTimeout(PATIENCE_MILLIS);
            return asked.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException nobody) {
            return false;
        }
    }
}
