package dev.caravan.runbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.repository.Sha256;
import dev.caravan.scenario.Chunks;
import dev.caravan.scenario.Launched;
import dev.caravan.servers.ChromaServer;
import dev.caravan.servers.NginxServer;
import dev.caravan.servers.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * InfraFabric's world: a real Chroma behind a real nginx, files, a frontend and alerts as processes of their own, and a docker
 * that restarts them and writes down what it is told.
 */
final class InfrafabricWorld implements PlanWorld {
    private static final String ENV = "# settings\nCHROMADB_URL=%s  # old\nOTHER=1\n";
    static final String COMPOSE =
            """
            services:
              openwebui:   # the chat
                image: openwebui
                environment:
                  - CHROMA_SERVER_HOST=192.0.2.10
                  - MODE=prod
            """;

    private static final Path SHIPPED =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();

    private final Path folder;
    private final ChromaServer.Running server;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Services services;
    private final NginxServer nginx;
    private final int proxyPort = Ports.free();

    /** @param part one chunk of so many of the runbook's: 1 for all 8,832 of them */
    InfrafabricWorld(Path folder, ChromaServer.Running server, int part) throws IOException {
        this.folder = folder;
        this.server = server;
        copy(SHIPPED.resolve("routes"), home().resolve("routes"));
        copy(SHIPPED.resolve("config"), home().resolve("config"));
        String v1 = server.database();
        Chunks chunks = new Chunks(7, 16, false, part);
        chunks.fill(server, v1);
        services = new Services(folder, InfrafabricService.class, "openwebui", "alerts");
        nginx = nginx();
        for (String name : List.of("a.env", "b.env", "c.env")) {
            Files.writeString(folder.resolve(name), env());
        }
        Files.writeString(folder.resolve("compose.yml"), COMPOSE);
        Files.writeString(folder.resolve("run/openwebui.log"), "old ERROR, long before\n");
        makeDocker();
        settings(v1);
        if (part > 1) {
            chunks.counts().forEach((name, count) -> set(name.replace("openwebui_", "expected."), "" + count));
            set("expected.total", "" + chunks.all().size());
        }
    }

    /** A docker that writes down what it is told, and restarts the service by it. */
    private void makeDocker() throws IOException {
        Path docker = Files.writeString(
                folder.resolve("docker"),
                "#!/bin/sh\n"
                        + (services.tool()
                                        + """
                        case "$*" in
                          *" restart openwebui") end openwebui && begin openwebui ;;
                          *" up -d") begin openwebui && begin alerts && exit ;;
                        esac
                        echo "$@" >> W/docker.log
                        """)
                                .replace("W/", folder + "/"));
        if (!docker.toFile().setExecutable(true)) {
            throw new IOException(docker.toString());
        }
        Services.run(
                docker.toString(),
                "compose",
                "-f",
                folder.resolve("compose.yml").toString(),
                "up",
                "-d");
        ask("openwebui", "/uses");
        ask("alerts", "/health");
    }

    /** What a service answers, as soon as it listens. */
    private String ask(String service, String path) throws IOException {
        for (int tries = 0; ; tries++) {
            try (InputStream answer = new URL(services.url(service) + path).openStream()) {
                return new String(answer.readAllBytes(), UTF_8);
            } catch (ConnectException notYet) {
                if (tries == 400) {
                    throw notYet;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    /** The proxy of the page for operators, flag URL and all. */
    private NginxServer nginx() throws IOException {
        Path home = Files.createDirectories(folder.resolve("nginx/conf.d"));
        String page = Files.readString(SHIPPED.resolve("src/main/docs/freeze-chroma.md"));
        int begin = page.indexOf("```nginx\n") + "```nginx\n".length();
        Files.writeString(
                home.resolve("chroma.conf"),
                page.substring(begin, page.indexOf("```\n", begin))
                        .replace("http://127.0.0.1:8000", server.url())
                        .replace("127.0.0.1:8001", "127.0.0.1:" + proxyPort)
                        .replace("/srv/chroma/frozen", folder.resolve("frozen").toString()));
        return new NginxServer(folder.resolve("nginx"));
    }

    /** What the applications call. */
    String proxy() {
        return "http://127.0.0.1:" + proxyPort;
    }

    String env() {
        return ENV.formatted(proxy());
    }

    /** What the alerts were told, in order. */
    List<String> told() throws IOException {
        return services.log("alerts").stream()
                .filter(line -> line.contains(" told "))
                .map(line -> line.replaceFirst(".* told ", ""))
                .toList();
    }

    /** Which Chroma the frontend uses that runs now, and the host of its compose file. */
    String uses() throws IOException {
        return ask("openwebui", "/uses");
    }

    private void settings(String v1) {
        set("source.url", server.url());
        set("source.database", v1);
        set("target.url", server.url());
        set("target.database", server.database());
        set("source.proxy", proxy());
        set("source.frozen", proxy() + "/frozen");
        set("admin.token", "SECRET");
        set("alerts.silent", "yes");
        set("alerts.url", services.url("alerts") + "/silent");
        set("env.files", folder + "/a.env," + folder + "/b.env," + folder + "/c.env");
        set("compose.file", folder.resolve("compose.yml").toString());
        set("docker", folder.resolve("docker").toString());
        set("target.data", folder.toString());
        set("frontend.url", services.url("openwebui"));
        set("frontend.log", folder.resolve("run/openwebui.log").toString());
        set("backups", folder.resolve("backups").toString());
        set("notices", folder.resolve("notices.txt").toString());
        set("window.start", "00:00");
        set("window.end", "23:59");
        for (String watch : List.of("settle", "hour", "back")) {
            set("watch." + watch, "1s");
        }
        set("notice.ahead", "1s");
        set("notice.every", "500ms");
        set("watch.every", "500ms");
        set("tries.every", "300ms");
    }

    /** From now on the frontend is ill whenever its settings name the new server. */
    void breakFrontend() throws IOException {
        services.fault("ill");
    }

    /** A collection of v1 is lost, past the proxy. */
    void dropFromSource(String collection) {
        server.call(
                "DELETE",
                "/api/v2/tenants/default_tenant/databases/" + settings.get("source.database") + "/collections/"
                        + collection,
                "");
    }

    /** A collection of v1 holds nothing, and nobody expects it to. */
    void empty(String collection) {
        String v1 = settings.get("source.database");
        JsonNode ids = server.records(v1, collection).path("ids");
        String place = "/api/v2/tenants/default_tenant/databases/" + v1 + "/collections/";
        String id = server.call("GET", place + collection, "").path("id").asText();
        server.call("POST", place + id + "/delete", "{\"ids\":" + ids + "}");
        set(collection.replace("openwebui_", "expected."), "0");
        set("expected.total", "" + (Integer.parseInt(settings.get("expected.total")) - ids.size()));
    }

    /** How many chunks v1 should hold. */
    int chunks() {
        return Integer.parseInt(settings.get("expected.total"));
    }

    boolean isFrozen() {
        return Files.exists(folder.resolve("frozen"));
    }

    void set(String name, String value) {
        settings.put(name, value);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** What docker was told. */
    List<String> docker() throws IOException {
        Path log = folder.resolve("docker.log");
        String head = "compose -f " + settings.get("compose.file") + " ";
        return Files.exists(log)
                ? Files.readAllLines(log).stream()
                        .map(line -> line.replace(head, ""))
                        .toList()
                : List.of();
    }

    @Override
    public String migration() {
        return "infrafabric-chroma";
    }

    @Override
    public Path home() {
        return folder.resolve("home");
    }

    @Override
    public Path state() {
        return folder.resolve("state");
    }

    @Override
    public Launched launched() {
        return new Launched(folder)
                .with("CARAVAN_BUILD", "never")
                .with("CARAVAN_OPTS", "-Dcaravan.test=true -Dcaravan.home=" + home());
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    @Override
    public Map<String, String> world() throws IOException {
        Map<String, String> world = new TreeMap<>();
        for (String name : List.of("a.env", "b.env", "c.env", "compose.yml")) {
            Digests.add(world, folder, name, one -> true);
        }
        world.put("frozen", "" + isFrozen());
        world.put("services", services.up().toString());
        world.put("the frontend uses", uses());
        String v1 = settings.get("source.database");
        Chunks.COUNTS.keySet().forEach(name -> world.put("collection " + name, digest(server.records(v1, name))));
        return world;
    }

    /** Whatever order the server lists chunks and their metadata in. */
    private static String digest(JsonNode records) {
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < records.path("ids").size(); at++) {
            Map<String, String> metadata = new TreeMap<>();
            records.path("metadatas")
                    .path(at)
                    .properties()
                    .forEach(one -> metadata.put(one.getKey(), one.getValue().toString()));
            lines.add(records.path("ids").path(at) + " "
                    + records.path("documents").path(at) + " " + metadata + " "
                    + rounded(records.path("embeddings").path(at)));
        }
        Collections.sort(lines);
        return lines.size() + " " + Sha256.hex(String.join("\n", lines));
    }

    /** A restored collection of kind cosine has its vectors as the index keeps them, a last bit off. */
    private static String rounded(JsonNode vector) {
        StringBuilder text = new StringBuilder();
        vector.forEach(
                number -> text.append(Math.round(number.floatValue() * 10f)).append(' '));
        return text.toString();
    }

    @Override
    public List<String> twice() throws IOException {
        List<String> done = new ArrayList<>(told());
        done.addAll(docker());
        services.log("openwebui").stream()
                .filter(line -> line.endsWith(" ended"))
                .forEach(line -> done.add("the frontend was ended"));
        return done.stream()
                .filter(line -> Collections.frequency(done, line) > 1)
                .toList();
    }

    @Override
    public List<String> missing() throws IOException {
        List<String> missing = new ArrayList<>(List.of("config -q", "restart openwebui"));
        missing.removeAll(docker());
        if (!uses().equals(server.url() + " localhost")) {
            missing.add("the frontend uses " + uses());
        }
        return missing;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Path copy = to.resolve(from.relativize(one).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(one, copy);
            }
        }
    }

    @Override
    public void close() throws IOException {
        services.close();
        nginx.close();
    }
}
