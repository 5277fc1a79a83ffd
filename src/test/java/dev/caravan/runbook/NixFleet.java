package dev.caravan.runbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.scenario.Launched;
import dev.caravan.servers.Ports;
import dev.caravan.servers.SshHosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The world of nixfleet.yaml: eight machines, the repository of their configuration, and on the machines the dashboard and the
 * agents, each a process of its own that comes back with its machine.
 */
public final class NixFleet implements PlanWorld {
    private static final Path SHIPPED =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    private static final List<String> MACS = List.of("mba-mbp-work", "imac0");

    private static final Map<String, String> GROUPS = groups();

    private final Path folder;
    private final SshHosts hosts;
    private final int dashboard = Ports.free();
    private final HttpClient client = HttpClient.newHttpClient();

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
            program(host.root().resolve("agent"), FleetAgent.class, "");
            on(host, rebuild(host.name()));
        }
        SshHosts.Machine csb1 = hosts.host("csb1");
        program(csb1.root().resolve("dashboard"), FleetDashboard.class, csb1.address() + " " + dashboard);
        Path home = csb1.root().resolve("home");
        git(home, "clone", "-q", folder.resolve("nixfleet.git").toString(), "docker/nixfleet");
        Files.createDirectories(home.resolve("docker/nixfleet/data"));
        Files.writeString(home.resolve("docker/nixfleet/data/nixfleet.db"), "v1's data\n");
        on(csb1, "docker compose --project-directory docker/nixfleet up -d");
        for (SshHosts.Machine host : hosts.all()) {
            Files.deleteIfExists(host.root().resolve("effects"));
        }
        awaitLogin();
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

    private static String rebuild(String name) {
        return MACS.contains(name)
                ? "home-manager switch --flake Code/nixcfg#mba@" + name
                : "nixos-rebuild switch --flake Code/nixcfg#" + name;
    }

    /** A program of the tests, for the machines: its first arguments are the caller's. */
    private static void program(Path file, Class<?> main, String more) throws IOException {
        Files.writeString(
                file,
                "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m -cp '%s' %s \"$@\" %s\n"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin/java"),
                                System.getProperty("java.class.path"),
                                main.getName(),
                                more));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Runs a line on a machine, as its owner would there. */
    private static void on(SshHosts.Machine host, String line) throws IOException {
        ProcessBuilder shell =
                new ProcessBuilder(host.root().resolve("shell.sh").toString());
        shell.environment().put("SSH_ORIGINAL_COMMAND", line);
        run(shell, line);
    }

    private void awaitLogin() throws IOException {
        for (int tries = 0; ask("GET", "/login") == null; tries++) {
            if (tries == 600) {
                throw new IOException("v1's dashboard does not come up");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** What a person does who is asked for this: restarts the Mac, sends commands by the dashboard. */
    @Override
    public void beforeSigning(String step) throws IOException {
        if (step.endsWith("/Macs restarted")) {
            hosts.host("mba-mbp-work").restart();
        } else if (step.endsWith("/both online")) {
            sendCommands("gpc0", "mba-mbp-work");
        }
    }

    /** Logs in, sees them online, and sends each a pull and a switch. */
    private void sendCommands(String... names) throws IOException {
        String session = ask("POST", "/login", "X-Password", FleetDashboard.PASSWORD, "X-Code", code())
                .body();
        for (String name : names) {
            for (String command : List.of("pull", "switch")) {
                int status = ask("POST", "/hosts/" + name + "/" + command, "X-Session", session)
                        .statusCode();
                if (status != 202) {
                    throw new IOException(name + " is not online: " + status);
                }
            }
        }
    }

    private static String code() {
        return FleetDashboard.code(Instant.now());
    }

    private HttpResponse<String> ask(String method, String path, String... headers) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(dashboardUrl() + path)).method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (ConnectException notYet) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private String dashboardUrl() {
        return "http://" + hosts.host("csb1").address() + ":" + dashboard;
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
        settings.put("agent.url", dashboardUrl().replace("http:", "ws:") + "/ws");
        settings.put("agent.log", "agent.log");
        settings.put("notices", folder.resolve("notices.ndjson").toString());
        settings.put("dashboard.url", dashboardUrl());
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

    public boolean isUp(String project) throws IOException {
        return runs(hosts.host("csb1"), "docker-" + project);
    }

    private static boolean runs(SshHosts.Machine host, String unit) throws IOException {
        Path pid = host.root().resolve("units").resolve(unit + ".pid");
        String text = Files.exists(pid) ? Files.readString(pid).strip() : "";
        return !text.isEmpty()
                && ProcessHandle.of(Long.parseLong(text))
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }

    /** Configuration, services, v1's folder and data; not v2's, not backups. */
    @Override
    public Map<String, String> world() throws IOException {
        Map<String, String> world = new TreeMap<>();
        digest(world, folder.resolve("nixcfg"), "hosts");
        for (SshHosts.Machine host : hosts.all()) {
            digest(world, host.root(), "units");
            for (String unit : List.of("nixfleet-agent", "docker-nixfleet")) {
                world.put(host.name() + " runs " + unit, String.valueOf(runs(host, unit)));
            }
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
                name -> !name.contains("/.git/")
                        && !name.contains(".v1-")
                        && !name.contains("docker-nixfleet-v2")
                        && !name.matches(".*/units/.*[.](pid|journal)"));
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

    private static void git(Path folder, String... words) throws IOException {
        Files.createDirectories(folder);
        run(
                new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(words))
                                .toList())
                        .directory(folder.toFile()),
                "git " + List.of(words));
    }

    private static void run(ProcessBuilder program, String what) throws IOException {
        Process process = program.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(what + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        hosts.close();
    }
}
