package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What to type next after a step has failed, made of what it left; each line only looks, or is what a person decides. */
final class TroubleCommands {
    private static final String LISTENS = "ss -ltnp";
    private static final String ROOM = "df -h";
    private static final String PLAN = "./caravan plan FILE";
    private static final String STATUS = "./caravan status MIGRATION";
    private static final String ALL_ON_V1 = "./caravan shift MIGRATION 0 --reason R";
    private static final int MOST_PATHS = 3;
    private static final Pattern PATH = Pattern.compile("(?<![\\w:/.])/[\\w.@+-]+(?:/[\\w.@+-]+)*");

    /**
     * By kind; MIGRATION and NAME stand for the migration's and the step's name, in quotes where they need some, PATH for each
     * path that the step's reason names.
     */
    private static final Map<String, List<String>> COMMANDS = Map.ofEntries(
            Map.entry("archive", List.of("ls -ld PATH", ROOM)),
            Map.entry("check", List.of(LISTENS)),
            Map.entry("cleanup", List.of("ls -ld PATH", ROOM)),
            Map.entry("drill", List.of(PLAN, STATUS)),
            Map.entry("edit", List.of("ls -ld PATH", PLAN)),
            Map.entry("freeze", List.of(PLAN, STATUS)),
            Map.entry("gate", List.of("./caravan approve MIGRATION NAME --role R --by WHO")),
            Map.entry("http", List.of(LISTENS)),
            Map.entry("load", List.of(LISTENS, "ulimit -n")),
            Map.entry("mirror", List.of(STATUS, LISTENS)),
            Map.entry("observe", List.of(LISTENS)),
            Map.entry("pipeline", List.of("./caravan replay MIGRATION", "./caravan verify FILE --only NAME")),
            Map.entry("ramp", List.of(STATUS, ALL_ON_V1, LISTENS)),
            Map.entry("route", List.of("ls -l routes", "./caravan run FILE -v")),
            Map.entry("shift", List.of(STATUS, ALL_ON_V1, LISTENS)),
            Map.entry("snapshot", List.of("ls -ld PATH", ROOM)),
            Map.entry("sql", List.of(PLAN)));

    private TroubleCommands() {}

    /** One command a line; empty where nothing but the report helps. */
    static List<String> of(String migration, JsonNode step) {
        String id = step.path("step").asText();
        String name = id.substring(id.indexOf('/') + 1);
        List<String> commands = new ArrayList<>();
        for (String command : COMMANDS.getOrDefault(step.path("kind").asText(), List.of())) {
            String whole = command.replace("MIGRATION", ShellWord.of(migration)).replace("NAME", ShellWord.of(name));
            if (whole.contains("PATH")) {
                paths(step.path("reason").asText())
                        .forEach(path -> commands.add(command.replace("PATH", ShellWord.of(path))));
            } else {
                commands.add(whole);
            }
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

    private static Stream<String> paths(String reason) {
        return PATH.matcher(reason).results().map(MatchResult::group).distinct().limit(MOST_PATHS);
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
