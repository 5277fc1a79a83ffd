package dev.caravan.runbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.campaign.Running;
import dev.caravan.scenario.Launched;
import dev.caravan.servers.Ports;
import dev.caravan.servers.RouterChild;
import dev.caravan.servers.SelfSigned;
import dev.caravan.servers.SshHosts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * BarnabeeNet's hosts in a folder: a real nginx with a certificate that it signed itself, services as processes of their own,
 * the tools as small scripts with a log, v1's data, and people who sign.
 */
final class BarnabeeWorld implements PlanWorld {
    private static final Path SHIPPED =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String NVIDIA =
            "echo 'NVIDIA-SMI 535.54 Driver 535.54 CUDA Version: 12.2'; echo 'memory.used [MiB], 4096 MiB, 24576 MiB'";

    private final Path folder;
    private final Services services;
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = Ports.free();
    private final int tlsPort = Ports.free();
    private final int tee = Ports.free();
    private final SelfSigned certificate;
    private final Process nginx;
    private final SshHosts hosts;
    private final BarnabeeCallers callers;
    private int processes;

    BarnabeeWorld(Path folder) throws Exception {
        this.folder = folder;
        services = new Services(folder, BarnabeeService.class, "v1", "v2", "gpu", "prometheus", "loki");
        for (String name :
                List.of("bin", "v1/data", "v1/config", "v1/logs", "v2", "backups", "archive", "said", "tls")) {
            Files.createDirectories(folder.resolve(name));
        }
        certificate = new SelfSigned(folder.resolve("tls"), "barnabee", 365);
        tools();
        hosts = new SshHosts(Files.createDirectories(folder.resolve("machines")), "battleserver", "beast");
        hostTool("battleserver", "pvesh", "echo quorate");
        hostTool("beast", "nvidia-smi", NVIDIA);
        Files.writeString(
                folder.resolve("inventory.yaml"),
                hosts.inventory(Map.of("battleserver", "groups: [hypervisor]", "beast", "groups: [gpu]")));
        makeHome();
        data();
        conf();
        Services.run(folder.resolve("bin/docker").toString(), "compose", "-f", v1Compose(), "up", "-d");
        nginx = new ProcessBuilder(
                        folder.resolve("bin/nginx").toString(),
                        "-c",
                        folder.resolve("nginx.conf").toString(),
                        "-g",
                        "daemon off;")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start();
        for (int i = 0; i < 200 && !"v1".equals(publicVersion()); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        callers = new BarnabeeCallers(URI.create("http://127.0.0.1:" + port));
    }

    private void tools() throws IOException {
        tool(
                "docker",
                services.tool()
                        + """
                echo "$*" >> W/docker.log
                case "$*" in
                  --version) echo "Docker version 25.0.3, build 1" ;;
                  "compose version") echo "Docker Compose version v2.24.5" ;;
                  *torch*) echo True ;;
                  *"redis-cli ping") echo PONG ;;
                  *W/v1/*" ps "*) [ -e W/v1-is-gone ] || echo 1f2e3d ;;
                  *W/v1/*" --rmi "*) end v1 && touch W/v1-is-gone ;;
                  *W/v1/*" up "*) begin v1 && rm -f W/v1-is-gone ;;
                  *W/v1/*" stop") end v1 ;;
                  *W/v2/docker-compose.monitoring.yml" up -d") begin prometheus && begin loki ;;
                  *W/v2/docker-compose.monitoring.yml" down") end prometheus && end loki ;;
                  *W/v2/*" up -d gpu-services") begin gpu ;;
                  *W/v2/*" up -d api "*) begin v2 ;;
                  *W/v2/docker-compose.yml" down") end v2 && end gpu ;;
                esac
                """);
        tool("git", "echo \"$*\" >> W/git.log");
        tool("nginx", "exec /usr/sbin/nginx \"$@\"");
    }

    private void hostTool(String host, String name, String script) throws IOException {
        tool(hosts.host(host).root().resolve("bin"), name, script);
    }

    private void tool(String name, String script) throws IOException {
        tool(folder.resolve("bin"), name, script);
    }

    private void tool(Path bin, String name, String script) throws IOException {
        Path tool = bin.resolve(name);
        Files.writeString(tool, "#!/bin/sh\n" + script.replace("W/", folder + "/"));
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void makeHome() throws IOException {
        Path home = folder.resolve("home");
        for (String name : List.of("routes", "config")) {
            try (Stream<Path> all = Files.walk(SHIPPED.resolve(name))) {
                for (Path one : all.toList()) {
                    Path to = home.resolve(SHIPPED.relativize(one).toString());
                    if (Files.isDirectory(one)) {
                        Files.createDirectories(to);
                    } else {
                        Files.copy(one, to, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
        Path people = home.resolve("config/people.yaml");
        Files.writeString(people, "people:\n  ada: { roles: [operations] }\n  bob: { roles: [approver] }\n");
        Files.setPosixFilePermissions(people, PosixFilePermissions.fromString("rw-------"));
    }

    private void data() throws IOException {
        Files.writeString(
                folder.resolve("v1/data/memories.json"),
                "[{\"summary\":\"tea\",\"content\":\"green\",\"type\":\"note\"},{\"title\":\"cat\",\"text\":\"Tom\"}]");
        Files.writeString(
                folder.resolve("v1/data/conversations.json"),
                "[{\"started_at\":\"2024-01-01T00:00:00Z\",\"turns\":[{\"input\":\"hi\",\"output\":\"hello\"}]}]");
        Services.run(
                "sqlite3",
                folder.resolve("v1/data/rooms.db").toString(),
                "CREATE TABLE r(a, b); INSERT INTO r VALUES(1, 'kitchen')");
        Files.writeString(folder.resolve("v1/config/app.json"), "{\"a\": 1}");
        Files.writeString(folder.resolve("v1/logs/app.json"), "{\"line\": 1}");
    }

    /** While both run, v1 takes a memory and a turn, and changes a memory. */
    void v1GoesOn() throws IOException {
        Files.writeString(
                folder.resolve("v1/data/memories.json"),
                "[{\"summary\":\"tea\",\"content\":\"green\",\"type\":\"note\"},{\"title\":\"cat\",\"text\":\"Tim\"},"
                        + "{\"title\":\"dog\",\"text\":\"Rex\"}]");
        Files.writeString(
                folder.resolve("v1/data/conversations.json"),
                "[{\"started_at\":\"2024-01-01T00:00:00Z\",\"turns\":[{\"input\":\"hi\",\"output\":\"hello\"},"
                        + "{\"input\":\"bye\",\"output\":\"see you\"}]}]");
    }

    /** What v2 knows: memories, and what was said. */
    String v2Knows() throws Exception {
        return ask("SELECT summary || '=' || content FROM memories UNION ALL"
                        + " SELECT turn_number || ':' || utterance FROM conversation_turns ORDER BY 1")
                .replace("\n", " ");
    }

    /** Since when v2 has what v1 has no date of: the first turn, and the memory that nobody changes. */
    String v2Dates() throws Exception {
        return ask("SELECT created_at FROM conversation_turns WHERE turn_number = 1 UNION ALL"
                + " SELECT created_at FROM memories WHERE summary = 'tea'");
    }

    private String ask(String query) throws Exception {
        String db = folder.resolve("v2/barnabee.db").toString();
        Process process = new ProcessBuilder("sqlite3", "-readonly", db, query).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said.strip();
    }

    private void conf() throws IOException {
        Files.writeString(
                folder.resolve("nginx.conf"),
                """
                user USER;
                pid W/nginx.pid;
                error_log W/error.log;
                events { worker_connections 256; }
                http {
                  access_log off;
                  client_body_temp_path W/t1; proxy_temp_path W/t2; fastcgi_temp_path W/t3; uwsgi_temp_path W/t4; scgi_temp_path W/t5;
                  include W/site.conf;
                  include W/*.split.conf;
                }
                """
                        .replace("W/", folder + "/")
                        .replace("USER", System.getProperty("user.name")));
        Files.writeString(
                folder.resolve("site.conf"),
                """
                upstream barnabee_v1 { server 127.0.0.1:%d; }
                server {
                  listen 127.0.0.1:%d;
                  listen 127.0.0.1:%d ssl;
                  ssl_certificate %s;
                  ssl_certificate_key %s;
                  location / {
                    # all of it, to v1
                    proxy_pass http://barnabee_v1;
                  }
                }
                """
                        .formatted(services.port("v1"), port, tlsPort, certificate.certificate(), certificate.key()));
    }

    /** Starts the whole plan. */
    Running run() {
        return start(launched());
    }

    /** The same, killed at a point. */
    Running killedAt(String point) {
        return start(launched().with("CARAVAN_TEST_KILL_AT", point));
    }

    private Running start(Launched launched) {
        List<String> words = new ArrayList<>(List.of("run", "config/migrations/barnabeenet.yaml", "--state"));
        words.set(1, folder.resolve("home").resolve(words.get(1)).toString());
        words.add(state().toString());
        words.addAll(List.of("--report", folder.resolve("report.json").toString()));
        settings().forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        return Running.start(launched, words);
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("v1.dir", folder.resolve("v1/data").toString());
        settings.put("v2.db", folder.resolve("v2/barnabee.db").toString());
        settings.put("v1.home", folder.resolve("v1").toString());
        settings.put("v2.home", folder.resolve("v2").toString());
        settings.put("v1.url", services.url("v1"));
        settings.put("v2.url", services.url("v2"));
        settings.put("gpu.url", services.url("gpu"));
        settings.put("loki.url", services.url("loki"));
        settings.put("prometheus.url", services.url("prometheus"));
        settings.put("public.url", "https://127.0.0.1:" + tlsPort);
        settings.put("public.certificate", certificate.certificate().toString());
        settings.put("nginx.main", folder.resolve("nginx.conf").toString());
        settings.put("nginx.conf", folder.resolve("site.conf").toString());
        settings.put("nginx.probe", "http://127.0.0.1:" + port);
        settings.put("mirror.listen", "127.0.0.1:" + tee);
        settings.put("shadow.requests", "10");
        settings.put("shadow.for", "60s");
        // What is slow on a busy machine is no fault of v2
        for (String bound : List.of("good.p50", "good.p95")) {
            settings.put(bound, "1000");
        }
        for (String bound : List.of("voice.within", "memory.within")) {
            settings.put(bound, "20s");
        }
        settings.put("backups", folder.resolve("backups").toString());
        settings.put("archive", folder.resolve("archive").toString());
        settings.put("notices", folder.resolve("notices.ndjson").toString());
        settings.put("gpu.host", "127.0.0.1");
        settings.put("inventory", folder.resolve("inventory.yaml").toString());
        settings.put("storage", "/tmp");
        settings.put("names", "localhost, 127.0.0.1");
        settings.put("bridge", "lo");
        settings.put("free", "1 MB");
        settings.put("retries.every", "1s");
        for (String watch : List.of("parallel", "close", "stable")) {
            settings.put("watch." + watch, "2s");
        }
        settings.put("watch.every", "1s");
        settings.put("delta.every", "1s");
        return settings;
    }

    @Override
    public Launched launched() {
        Path said = folder.resolve("said").resolve(String.valueOf(processes++));
        said.toFile().mkdirs();
        Launched launched = new Launched(said)
                .with("CARAVAN_BUILD", "never")
                .with("CARAVAN_OPTS", "-Dcaravan.test=true -Dcaravan.home=" + folder.resolve("home"))
                .with("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        for (String key : List.of(
                "AZURE_OPENAI_API_KEY",
                "GOOGLE_CLIENT_ID",
                "GOOGLE_CLIENT_SECRET",
                "AZURE_COMMUNICATION_PHONE_NUMBER",
                "B2_APPLICATION_KEY_ID",
                "AZURE_COMMUNICATION_CONNECTION_STRING",
                "B2_APPLICATION_KEY",
                "HA_TOKEN",
                "GITHUB_TOKEN")) {
            launched = launched.with(key, "secret-" + key);
        }
        return launched;
    }

    /** Waits until a step asks people, and signs. */
    void sign(Running run, String step, String who) {
        boolean asked = run.until(() -> run.said().contains("/" + step + ": waiting: sign-off"));
        if (!asked) {
            throw new IllegalStateException("ended before '" + step + "': " + run.said());
        }
        String role = who.equals("ada") ? "operations" : "approver";
        Running approve = Running.start(
                launched(),
                List.of("approve", "barnabeenet", step, "--role", role, "--by", who, "--state", state().toString()));
        if (approve.end() != 0) {
            throw new IllegalStateException(approve.said() + run.said());
        }
    }

    /**
     * Its faults are v2's: {@code broken} (it fails after the switch), {@code acting} (on shadows too), {@code deaf} (it
     * understands something else).
     */
    Services services() {
        return services;
    }

    /** What v2 was asked as a shadow: method and path. */
    List<String> shadows() throws IOException {
        return services.log("v2").stream()
                .filter(line -> line.contains(" shadow "))
                .map(line -> line.replaceFirst(".* shadow ", ""))
                .toList();
    }

    BarnabeeCallers callers() {
        return callers;
    }

    /** What v2 alone had taken when the way back was over. */
    JsonNode onV2Alone() throws IOException {
        return JSON.readTree(folder.resolve("backups/v2-alone.json").toFile());
    }

    /** How often a tool was called so. */
    long calls(String words) throws IOException {
        return Files.readAllLines(folder.resolve("docker.log")).stream()
                .filter(line -> line.contains(words))
                .count();
    }

    String notices() throws IOException {
        return Files.readString(folder.resolve("notices.ndjson")).replace(" ", "");
    }

    JsonNode report() throws IOException {
        return JSON.readTree(folder.resolve("report.json").toFile());
    }

    /** A step as the report has it. */
    JsonNode step(String id) throws IOException {
        for (JsonNode step : report().path("steps")) {
            if (step.path("step").asText().equals(id)) {
                return step;
            }
        }
        throw new IllegalStateException("no step " + id);
    }

    /** When the plan says that v2 took over. */
    String cutover() throws IOException {
        return Files.readString(folder.resolve("v2/.cutover_date"));
    }

    boolean isUp(String name) throws IOException {
        return services.pid(name) > 0;
    }

    private String v1Compose() {
        return folder.resolve("v1").resolve("docker-compose.yml").toString();
    }

    /** Who answers users; empty when nobody does. */
    String publicVersion() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString())
                    .headers()
                    .firstValue("X-Version")
                    .orElse("");
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public String migration() {
        return "barnabeenet";
    }

    @Override
    public Path home() {
        return folder.resolve("home");
    }

    @Override
    public Map<String, String> world() throws IOException {
        Map<String, String> world = new TreeMap<>();
        Digests.add(world, folder, "v1", name -> true);
        world.put("services", services.up().toString());
        Digests.add(world, folder, "site.conf", name -> true);
        world.put("users are served by", publicVersion());
        return world;
    }

    /** What is built, started and removed for v2 once; v1 stops and starts for the copy, the drill and the switch. */
    @Override
    public List<String> twice() throws IOException {
        Path log = folder.resolve("docker.log");
        List<String> done = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return done.stream()
                .filter(line -> line.contains("up -d ") || line.endsWith(" build") || line.contains("--rmi"))
                .filter(line -> Collections.frequency(done, line) > 1)
                .toList();
    }

    @Override
    public List<String> missing() throws Exception {
        String version = publicVersion();
        String known = v2Knows();
        return version.equals("v2") && known.equals("1:hi cat=Tom tea=green") ? List.of() : List.of(version, known);
    }

    @Override
    public Path state() {
        return folder.resolve("state");
    }

    @Override
    public void close() throws Exception {
        callers.close();
        new RouterChild(state(), "barnabeenet", "api").stop();
        nginx.destroy();
        nginx.waitFor(10, TimeUnit.SECONDS);
        nginx.destroyForcibly();
        services.close();
        hosts.close();
    }
}
