package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.fleet.Fleet;
import dev.caravan.fleet.HostShell;
import dev.caravan.fleet.HostShell.Ended;
import dev.caravan.model.Inventory.Host;
import dev.caravan.repository.Sleeper;
import dev.caravan.spi.StepCall;
import dev.caravan.step.ProgramEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The same looks on hosts of the inventory, over ssh, or here where the host is this machine: each host is asked, whatever
 * another one says.
 */
final class RemoteLook implements Look {
    static final String ON = "on";

    /** How a shell ends that does not find the program. */
    private static final int NOT_FOUND = 127;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_SAID = 2000;
    private static final List<String> KINDS =
            List.of("tool", "disk", "file", "process", "interface", "program", "ping", "dns");

    private final Function<JsonNode, Look> here;

    /** @param here finds what looks at the same on this machine */
    RemoteLook(Function<JsonNode, Look> here) {
        this.here = here;
    }

    @Override
    public Seen look(StepCall call) throws InterruptedException {
        JsonNode options = call.step().options();
        ObjectNode facts = Look.facts();
        List<String> problems = new ArrayList<>();
        try (Fleet fleet = new Fleet()) {
            for (Host host : call.migration().inventory().chosen(texts(options.path(ON)))) {
                String problem =
                        host.isHere() ? here(call, facts) : problem(options, new Asked(host, facts), fleet, call);
                facts.put(host.name(), problem.isEmpty() ? "good" : problem);
                if (!problem.isEmpty()) {
                    problems.add(problem.startsWith(host.name() + " (") ? problem : host.name() + ": " + problem);
                }
            }
        }
        return problems.isEmpty() ? Seen.good(facts) : Seen.bad(String.join("; ", problems), facts);
    }

    private String here(StepCall call, ObjectNode facts) throws InterruptedException {
        Seen seen = here.apply(call.step().options()).look(call);
        facts.setAll(seen.facts());
        return seen.problem();
    }

    /** A host, and where what it says goes. */
    private record Asked(Host host, ObjectNode facts) {}

    private static String problem(JsonNode options, Asked asked, Fleet fleet, StepCall call) {
        try (HostShell shell = new HostShell(asked.host(), fleet, Sleeper.real(), Duration.ZERO, call.stopped())) {
            if (options.has("tool")) {
                return tool(options, shell);
            }
            if (options.has("disk")) {
                return disk(options, shell);
            }
            if (options.has("file")) {
                return file(options, shell);
            }
            return KINDS.subList(5, KINDS.size()).stream().anyMatch(options::has)
                    ? asked(options, shell, asked)
                    : running(options, shell);
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static String tool(JsonNode options, HostShell shell) throws IOException {
        List<String> program = ToolLook.command(options.path("tool"));
        Ended ended = shell.look(program, PATIENCE);
        return ended.exit() == NOT_FOUND
                ? "there is no '" + program.get(0) + "'; install it"
                : ToolLook.judge(options, ended.output()).problem();
    }

    private static String disk(JsonNode options, HostShell shell) throws IOException {
        String path = options.path("disk").asText();
        Ended ended = shell.look(List.of("df", "-Pk", "--", path), PATIENCE);
        String[] last = ended.output().strip().replaceAll("(?s).*\n", "").split("\\s+");
        if (ended.exit() != 0 || last.length < 4 || !last[3].matches("[0-9]{1,15}")) {
            return path + " cannot be looked at: " + ended.output();
        }
        long free = Long.parseLong(last[3]) * 1024;
        String wanted = options.path("free").asText("1 B");
        return free >= DiskLook.bytes(wanted)
                ? ""
                : path + " has " + free + " bytes free, less than " + wanted + "; make room";
    }

    private static String file(JsonNode options, HostShell shell) throws IOException {
        String file = options.path("file").asText();
        if (shell.look(List.of("test", "-e", file), PATIENCE).exit() != 0) {
            return file + " is not there";
        }
        String text = options.path("contains").asText("");
        boolean holds = text.isEmpty()
                || shell.look(List.of("grep", "-qF", "-e", text, "--", file), PATIENCE)
                                .exit()
                        == 0;
        return holds ? "" : file + " does not hold '" + text + "'";
    }

    /** A program of the host's own, or what its ping and its resolver say. */
    private static String asked(JsonNode options, HostShell shell, Asked asked) throws IOException {
        if (options.has("ping")) {
            String other = options.path("ping").asText();
            boolean answers = shell.look(List.of("ping", "-c", "1", "-W", "3", "--", other), PATIENCE)
                            .exit()
                    == 0;
            return answers ? "" : other + " does not answer";
        }
        if (options.has("dns")) {
            String ask = "getent hosts -- \"$1\" || host -- \"$1\"";
            List<String> unknown = new ArrayList<>();
            for (String name : DnsLook.names(options)) {
                if (shell.look(List.of("sh", "-c", ask, "look", name), PATIENCE).exit() != 0) {
                    unknown.add(name);
                }
            }
            return unknown.isEmpty() ? "" : DnsLook.problem(unknown);
        }
        List<String> program = texts(options.path("program"));
        Ended ended = shell.look(program, PATIENCE);
        String said = ended.output().strip();
        asked.facts()
                .withObject("/said")
                .put(asked.host().name(), said.substring(0, Math.min(said.length(), MOST_SAID)));
        return new ProgramEnd(program.get(0), ended.exit(), said).problem(options.path("expect"));
    }

    /** A process, or a network interface. */
    private static String running(JsonNode options, HostShell shell) throws IOException {
        if (options.has("process")) {
            String name = options.path("process").asText();
            boolean runs = shell.look(List.of("pgrep", "-x", name), PATIENCE).exit() == 0;
            return runs ? "" : "no process '" + name + "' runs; start it";
        }
        String name = options.path("interface").asText();
        String ask = "ip -o link show up dev \"$1\" 2>/dev/null || ifconfig \"$1\" 2>/dev/null";
        boolean up = shell.look(List.of("sh", "-c", ask, "look", name), PATIENCE)
                .output()
                .contains("UP");
        return up ? "" : "there is no network interface '" + name + "' that is up";
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        node.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    @Override
    public String outlook(JsonNode options) {
        String what = KINDS.stream().filter(options::has).findFirst().orElseThrow();
        return what + " " + String.join(" ", texts(options.path(what))) + " on "
                + String.join(", ", texts(options.path(ON))) + " is as it should be";
    }
}
