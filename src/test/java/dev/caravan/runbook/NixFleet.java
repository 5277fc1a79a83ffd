package dev.caravan.runbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.scenario.Launched;
import dev.caravan.servers.SshHosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The world of nixfleet.yaml: eight machines, the repository of their configuration, the dashboard. */
public final class NixFleet implements PlanWorld {
    private static final Path SHIPPED =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    private static final List<String> MACS = List.of("mba-mbp-work", "imac0");

    private static final Map<String, String> GROUPS = groups();

    private final Path folder;
    private final SshHosts hosts;
    private final HttpServer dashboard;

    public NixFleet(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("machines"));
        Files.createDirectories(folder.resolve("source"));
        repositories();
        makeHome();
        hosts = new SshHosts(folder.resolve("machines"), GROUPS.keySet().toArray(String[]::new));
        for (SshHosts.Machine host : hosts.all()) {
            Path home = host.root().resolve("home");
            git(home, "clone", "-q", folder.resolve("nixcfg.git").toString(), "Code/nixcfg");
            Files.writeString(host.root().resolve("units/nixfleet-agent.enabled"), "");
            Files.writeString(host.root().resolve("units/nixfleet-agent.active"), "");
            Files.writeString(host.root().resolve("units/nixfleet-agent.version"), "v1\n");
        }
        Path csb1 = hosts.host("csb1").root();
        git(csb1.resolve("home"), "clone", "-q", folder.resolve("nixfleet.git").toString(), "docker/nixfleet");
        Files.createDirectories(csb1.resolve("home/docker/nixfleet/data"));
        Files.writeString(csb1.resolve("home/docker/nixfleet/data/nixfleet.db"), "v1's data\n");
        Files.writeString(csb1.resolve("units/docker-nixfleet.enabled"), "");
        Files.writeString(csb1.resolve("units/docker-nixfleet.active"), "");
        dashboard = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        dashboard.createContext(
                "/login", exchange -> answer(exchange, isUp("nixfleet") || isUp("nixfleet-v2") ? 200 : 502));
        dashboard.createContext("/ws", exchange -> answer(exchange, socket(exchange)));
        dashboard.start();
        Files.writeString(folder.resolve("inventory.yaml"), inventory());
    }

    private static Map<String, String> groups() {
        Map<String, String> groups = new LinkedHashMap<>();
        groups.put("gpc0", "canaries");
        groups.put("mba-mbp-work", "canaries");
        groups.put("hsb1", "wave-1");
        groups.put("hsb0", "wave-2");
        groups.put("hsb8", "wave-2");
        groups.put("csb0", "wave-2");
        groups.put("csb1", "dashboard");
        groups.put("imac0", "wave-3");
        return groups;
    }

    public SshHosts.Machine host(String name) {
        return hosts.host(name);
    }

    public List<SshHosts.Machine> all() {
        return hosts.all();
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("inventory", folder.resolve("inventory.yaml").toString());
        settings.put("repository", folder.resolve("nixcfg").toString());
        settings.put("source", folder.resolve("source").toString());
        settings.put("agent.url", "wss://fleet.test/ws");
        settings.put("agent.log", "agent.log");
        settings.put("notices", folder.resolve("notices.ndjson").toString());
        settings.put(
                "dashboard.url", "http://127.0.0.1:" + dashboard.getAddress().getPort());
        return settings;
    }

    @Override
    public String migration() {
        return "nixfleet";
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
                .with("CARAVAN_OPTS", "-Dcaravan.test=true -Dcaravan.home=" + home())
                .with("PATH", SHIPPED.resolve("src/test/resources/hosts/local") + ":" + System.getenv("PATH"));
    }

    /** A host is rebuilt once for each commit, restarted once, and its services go up and down once. */
    @Override
    public List<String> twice() {
        List<String> twice = new ArrayList<>();
        for (SshHosts.Machine host : hosts.all()) {
            List<String> done = host.effects();
            done.stream()
                    .filter(line -> Collections.frequency(done, line) > 1)
                    .forEach(line -> twice.add(host.name() + ": " + line));
        }
        return twice;
    }

    @Override
    public List<String> missing() {
        return GROUPS.keySet().stream()
                .filter(name -> !agent(name).equals("v2"))
                .toList();
    }

    /** What the operators were told. */
    String notices() throws IOException {
        return Files.readString(folder.resolve("notices.ndjson")).replace(" ", "");
    }

    /** {@code v1}, {@code v2} or {@code off}. */
    public String agent(String name) {
        Path version = hosts.host(name).root().resolve("units/nixfleet-agent.version");
        try {
            return Files.exists(version) ? Files.readString(version).strip() : "off";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isUp(String project) {
        return Files.exists(hosts.host("csb1").root().resolve("units/docker-" + project + ".active"));
    }

    /** Configuration, services, v1's folder and data; not v2's, not backups. */
    @Override
    public Map<String, String> world() throws IOException {
        Map<String, String> world = new TreeMap<>();
        digest(world, folder.resolve("nixcfg"), "hosts");
        for (SshHosts.Machine host : hosts.all()) {
            digest(world, host.root(), "units");
            // Of the repository its own part: the others' parts are as old as its last pull
            digest(world, host.root(), "home/Code/nixcfg/hosts/" + host.name());
        }
        digest(world, hosts.host("csb1").root(), "home/docker/nixfleet");
        return world;
    }

    private static void digest(Map<String, String> world, Path root, String below) throws IOException {
        Digests.add(
                world,
                root,
                below,
                name -> !name.contains("/.git/") && !name.contains(".v1-") && !name.contains("docker-nixfleet-v2"));
    }

    /** Who may sign, with a key of the test. */
    public Path privateKey() {
        return folder.resolve("ann.pem");
    }

    /** A home of its own, for the people in it. */
    private void makeHome() throws IOException {
        Path config = Files.createDirectories(folder.resolve("home/config"));
        copy(SHIPPED.resolve("routes"), folder.resolve("home/routes"));
        Files.createSymbolicLink(config.resolve("migrations"), SHIPPED.resolve("config/migrations"));
        Files.createSymbolicLink(config.resolve("inventories"), SHIPPED.resolve("config/inventories"));
        Files.createFile(config.resolve("caravan.properties"));
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Base64.Encoder base64 = Base64.getEncoder();
            Files.writeString(
                    privateKey(),
                    "-----BEGIN PRIVATE KEY-----\n"
                            + base64.encodeToString(pair.getPrivate().getEncoded())
                            + "\n-----END PRIVATE KEY-----\n");
            Files.createFile(
                    config.resolve("people.yaml"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    config.resolve("people.yaml"),
                    "people: { ann: { roles: [operator, approver], key: \""
                            + base64.encodeToString(pair.getPublic().getEncoded()) + "\" } }\n");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(one, to.resolve(from.relativize(one).toString()));
            }
        }
    }

    private void repositories() throws IOException {
        Path configuration = folder.resolve("nixcfg");
        for (String name : GROUPS.keySet()) {
            Path file = configuration.resolve("hosts").resolve(name).resolve(file(name));
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    """
                    { config, pkgs, ... }:
                    {
                      # What this machine is
                      networking.hostName = "%s";
                      services.nixfleet-agent.enable = true; # v1
                    }
                    """
                            .formatted(name));
        }
        publish(configuration, "nixcfg.git");
        Path application = Files.createDirectories(folder.resolve("nixfleet"));
        Files.writeString(application.resolve("compose.yaml"), "services: { nixfleet: { image: v1 } }\n");
        publish(application, "nixfleet.git");
    }

    private void publish(Path working, String bare) throws IOException {
        git(working, "init", "-q", "-b", "main");
        git(working, "config", "user.name", "Test");
        git(working, "config", "user.email", "test@example.org");
        git(working, "add", ".");
        git(working, "commit", "-q", "-m", "First");
        git(folder, "init", "-q", "--bare", "-b", "main", bare);
        git(working, "remote", "add", "origin", folder.resolve(bare).toString());
        git(working, "push", "-q", "-u", "origin", "main");
    }

    private static String file(String name) {
        return MACS.contains(name) ? "home.nix" : "configuration.nix";
    }

    private String inventory() {
        Map<String, String> extra = new LinkedHashMap<>();
        GROUPS.forEach((name, groups) -> extra.put(
                name,
                "kind: " + (MACS.contains(name) ? "macos" : "nixos") + "\ngroups: [" + groups + "]\npriority: "
                        + (extra.size() + 1) + "\nvalues: { file: " + file(name) + ", config: ./Code/nixcfg }"));
        return hosts.inventory(extra);
    }

    private int socket(HttpExchange exchange) {
        if (!isUp("nixfleet-v2")) {
            return 502;
        }
        return "websocket".equals(exchange.getRequestHeaders().getFirst("Upgrade")) ? 401 : 426;
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private static void git(Path folder, String... words) throws IOException {
        Files.createDirectories(folder);
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("git"), Stream.of(words)).toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("git " + List.of(words) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        dashboard.stop(0);
        hosts.close();
    }
}
