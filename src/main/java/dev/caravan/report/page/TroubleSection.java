package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.ShellWord;
import dev.caravan.report.RunReport;
import dev.caravan.repository.RunOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** After a failure: what failed, what is behind it most of the time, and what to type; made from what the steps left. */
final class TroubleSection implements Section {
    private static final List<String> TROUBLE = List.of("failed", "unknown", "undoing");

    private static final Map<String, String> CAUSES = Map.ofEntries(
            Map.entry("archive", "the disk is full, or somebody writes to what is packed"),
            Map.entry("cleanup", "somebody still writes to what was packed, or the service does not go"),
            Map.entry("comparison", "somebody changed it while the plan ran, or the service is not up again yet"),
            Map.entry("snapshot", "somebody writes to the system while it is copied, or the place of the copy is full"),
            Map.entry(
                    "check",
                    "what it looks at does not run yet, runs elsewhere, or answers otherwise than the file expects"),
            Map.entry(
                    "drill",
                    "a step of the phase has no undo that works, or the service needs longer than its tries last"),
            Map.entry("edit", "the file was moved or changed by somebody, or belongs to another user"),
            Map.entry(
                    "exec", "the program is not installed here, is not allowed, or says in its output what it misses"),
            Map.entry(
                    "freeze", "somebody holds the system open, the user may not do it, or a proxy lets writes through"),
            Map.entry("gate", "a criterion fails, or a person has rejected it: the table of the gate shows which"),
            Map.entry("http", "the service is down, a proxy stands between, or the token has expired"),
            Map.entry("load", "the service has too few processes or connections, or this machine cannot send so fast"),
            Map.entry("mirror", "one of the two sides does not answer, or answers otherwise than the other"),
            Map.entry("observe", "the service is not stable: its log of that time tells more than the last look"),
            Map.entry("pipeline", "too little was accepted, or rows differ: see the rejects and the verification"),
            Map.entry("ramp", "v2 does worse than v1 or than its limits, or its metrics do not come"),
            Map.entry("route", "the route is not in routes/, or a step of it failed"),
            Map.entry("shift", "the router is not up, or does not do through its listener what its file says"),
            Map.entry(
                    "sql", "the statement does not fit the schema, or the user may not do it; nothing of it was kept"),
            Map.entry("ssh", "the host is down, its key has changed, or the user may not do it"));

    @Override
    public String name() {
        return "trouble";
    }

    @Override
    public Optional<View> view(RunReport report) {
        List<Row> rows = report.plan().steps().stream()
                .filter(step -> TROUBLE.contains(state(step)))
                .map(step -> row(report.heading().migration(), step))
                .toList();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new View(
                        report.heading().migration(), report.heading().outcome() == RunOutcome.ROLLED_BACK, rows));
    }

    /** What began the way back failed, whatever has become of it since. */
    private static String state(JsonNode step) {
        return step.path("reason").asText().startsWith("failed: ")
                ? "failed"
                : step.path("state").asText();
    }

    private static Row row(String migration, JsonNode step) {
        String kind = step.path("kind").asText();
        return new Row(
                step.path("step").asText(),
                state(step),
                step.path("reason").asText().replaceFirst("^failed: ", ""),
                CAUSES.getOrDefault(kind, "its evidence above tells what was seen"),
                TroubleCommands.of(migration, step),
                step.path("state").asText().equals("unknown"),
                ShellWord.of(step.path("step").asText()));
    }

    record Row(
            String step,
            String state,
            String reason,
            String cause,
            List<String> commands,
            boolean unknown,
            String word) {}

    record View(String migration, boolean back, List<Row> rows) {}
}
