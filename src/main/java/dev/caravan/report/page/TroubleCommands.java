package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What to type next after a step has failed, made of what it left; each line only looks, or is what a person decides. */
final class TroubleCommands {
    private static final String LISTENS = "ss -ltnp";
    private static final String ROOM = "df -h";

    /** By kind; MIGRATION and NAME stand for the migration's and the step's name, in quotes where they need some. */
    private static final Map<String, List<String>> COMMANDS = Map.ofEntries(
            Map.entry("archive", List.of(ROOM)),
            Map.entry("check", List.of(LISTENS)),
            Map.entry("cleanup", List.of(ROOM)),
            Map.entry("gate", List.of("./caravan approve MIGRATION NAME --role R --by WHO")),
            Map.entry("http", List.of(LISTENS)),
            Map.entry("load", List.of(LISTENS, "ulimit -n")),
            Map.entry("observe", List.of(LISTENS)),
            Map.entry("pipeline", List.of("./caravan replay MIGRATION", "./caravan verify FILE --only NAME")),
            Map.entry("snapshot", List.of(ROOM)));

    private TroubleCommands() {}

    /** One command a line; empty where nothing but the report helps. */
    static List<String> of(String migration, JsonNode step) {
        String id = step.path("step").asText();
        String name = id.substring(id.indexOf('/') + 1);
        List<String> commands = new ArrayList<>();
        for (String command : COMMANDS.getOrDefault(step.path("kind").asText(), List.of())) {
            commands.add(command.replace("MIGRATION", ShellWord.of(migration)).replace("NAME", ShellWord.of(name)));
        }
        JsonNode evidence = step.path("evidence");
        if (evidence.hasNonNull("program")) {
            commands.add("command -v " + ShellWord.of(evidence.get("program").asText()));
        }
        hosts(evidence).forEach(host -> {
            commands.add("ssh -v " + ShellWord.of(host) + " true");
            commands.add(
                    "./caravan rollback " + ShellWord.of(migration) + " --host " + ShellWord.of(host) + " --reason R");
        });
        return commands;
    }

    private static Stream<String> hosts(JsonNode evidence) {
        List<String> failed = new ArrayList<>();
        for (JsonNode host : evidence.path("checklist")) {
            if (host.path("state").asText().equals("failed")) {
                failed.add(host.path("host").asText());
            }
        }
        return failed.stream().distinct();
    }
}
