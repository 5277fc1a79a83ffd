package dev.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * A step on hosts over ssh, each of which does something for a known time. The limit is the same commands here, without ssh; the
 * peer is OpenSSH's own client, as many at once.
 */
final class FleetCase implements BenchCase {
    private static final int MACHINES = 8;
    private static final int TOGETHER = 20;
    private static final String STATE = "state";
    private static final String REPORT = "report.json";

    private final Title title;
    private final IntToDoubleFunction seconds;

    private FleetCase(Title title, IntToDoubleFunction seconds) {
        this.title = title;
        this.seconds = seconds;
    }

    /** As many hosts as sshd, from one second to five: all of them should take the time of the slowest. */
    static FleetCase narrow() {
        return new FleetCase(
                new Title(
                        "fleet",
                        "a step on hosts side by side, each at work for 1 to 5 s; the slowest of them is the limit",
                        MACHINES),
                host -> 1 + host % MACHINES * 4.0 / (MACHINES - 1));
    }

    /** More hosts than may be worked on at once. */
    static FleetCase wide() {
        return new FleetCase(
                new Title(
                        "fleet-wide",
                        "a step on many hosts, " + TOGETHER
                                + " at once, each at work for 2 s; memory and threads of a few beside it",
                        200),
                host -> 2);
    }

    @Override
    public Title title() {
        return title;
    }

    @Override
    public Optional<String> missing(Workbench bench) {
        return SshdStand.missing(bench);
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        SshdStand stand = SshdStand.start(bench, MACHINES);
        int hosts = bench.records();
        Path all = migration(bench, stand, "all", hosts);
        Path few = migration(bench, stand, "few", Math.min(MACHINES, hosts));
        lists(bench, stand, hosts);
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender("ssh step", Role.CARAVAN, () -> step(bench, all, hosts)));
        contenders.add(new Contender("the same here", Role.LIMIT, () -> atOnce(bench, hosts, "here", "sleep")));
        contenders.add(new Contender("ssh by xargs", Role.PEER, () -> atOnce(bench, hosts, "there", openSsh(bench))));
        if (hosts > MACHINES) {
            contenders.add(new Contender(
                    "ssh step, " + MACHINES + " hosts", Role.LIMIT, () -> withoutSpeed(step(bench, few, MACHINES))));
        }
        return Stand.of(hosts + " hosts on " + MACHINES + " sshd, " + TOGETHER + " at once", contenders, stand::close);
    }

    private Path migration(Workbench bench, SshdStand stand, String called, int hosts) throws IOException {
        StringBuilder text = new StringBuilder("migration: fleet-" + called + "\nsystems: {}\ninventory:\n");
        text.append("  user: ").append(System.getProperty("user.name")).append('\n');
        text.append("  key: ").append(stand.key()).append("\n  hosts:\n");
        for (int host = 0; host < hosts; host++) {
            SshdStand.Machine machine = stand.machines().get(host % MACHINES);
            text.append(String.format(
                    Locale.ROOT,
                    "    h%03d: { address: 127.0.0.1, port: %d, host-key: %s, values: { seconds: \"%s\" } }%n",
                    host,
                    machine.port(),
                    machine.hostKey(),
                    work(host)));
        }
        text.append("plan:\n  - phase: bench\n    steps:\n      - ssh: { name: work, hosts: all, together: ")
                .append(TOGETHER)
                .append(", run: [sleep, \"{{host.seconds}}\"], leaves: nothing }\n");
        return Files.writeString(bench.path(called + ".yaml"), text);
    }

    /** The words for xargs: how long each host is at work, and where it is. */
    private void lists(Workbench bench, SshdStand stand, int hosts) throws IOException {
        StringBuilder here = new StringBuilder();
        StringBuilder there = new StringBuilder();
        StringBuilder known = new StringBuilder();
        for (int host = 0; host < hosts; host++) {
            SshdStand.Machine machine = stand.machines().get(host % MACHINES);
            here.append(work(host)).append('\n');
            there.append("-p ")
                    .append(machine.port())
                    .append(" 127.0.0.1 sleep ")
                    .append(work(host))
                    .append('\n');
        }
        for (SshdStand.Machine machine : stand.machines()) {
            known.append("[127.0.0.1]:")
                    .append(machine.port())
                    .append(' ')
                    .append(machine.hostKey())
                    .append('\n');
        }
        Files.writeString(bench.path("here"), here);
        Files.writeString(bench.path("there"), there);
        Files.writeString(bench.path("known"), known);
        Files.writeString(
                bench.path("ssh_config"),
                "BatchMode yes\nStrictHostKeyChecking yes\nIdentitiesOnly yes\nIdentityFile " + stand.key()
                        + "\nUserKnownHostsFile " + bench.path("known") + "\n");
    }

    private String work(int host) {
        return String.format(Locale.ROOT, "%.2f", seconds.applyAsDouble(host));
    }

    private static String[] openSsh(Workbench bench) {
        return new String[] {"ssh", "-F", bench.path("ssh_config").toString()};
    }

    /** A command for each line of a list, as many at once as the step has. */
    private static Sample atOnce(Workbench bench, int hosts, String list, String... words) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "list=$1; shift; xargs -L 1 -P " + TOGETHER + " \"$@\" <\"$list\""));
        command.addAll(List.of("sh", bench.path(list).toString()));
        command.addAll(List.of(words));
        ChildProcess.Ended ended = bench.program(command);
        return Sample.of(ended).withLoad(hosts, ended.seconds());
    }

    /** The time of the step itself: what is before and after it is the plan's. */
    private static Sample step(Workbench bench, Path file, int hosts) throws IOException {
        bench.remove(STATE, REPORT);
        ChildProcess.Ended ended = bench.caravan(
                "run",
                file.toString(),
                "--quiet",
                "--state",
                bench.path(STATE).toString(),
                "--report",
                bench.path(REPORT).toString());
        JsonNode step = new ObjectMapper()
                .readTree(bench.path(REPORT).toFile())
                .path("steps")
                .path(0);
        double seconds = Duration.between(
                                Instant.parse(step.path("begun").asText()),
                                Instant.parse(step.path("ended").asText()))
                        .toNanos()
                / 1e9;
        return Figures.sample(ended, hosts, step.at("/facts/done").asLong(), seconds)
                .with(Measure.THREADS, ended.peakThreads());
    }

    /** Fewer hosts than may be worked on at once are not slower; their memory and threads are what they are here for. */
    private static Sample withoutSpeed(Sample sample) {
        return sample.without(Measure.RECORDS_PER_SECOND);
    }
}
