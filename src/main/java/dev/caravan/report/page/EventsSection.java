package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.report.RunReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What happened, in order: runs, what people said, waits, failures, the way back. What went well at once is told by phase. */
final class EventsSection implements Section {
    private static final int MOST = 400;
    private static final Set<String> BEGINNINGS = Set.of("step begins", "step is taken back");
    private static final String DONE = "step is done";
    private static final String WAITS = "step waits";
    private static final String STEP = "step";

    @Override
    public String name() {
        return "events";
    }

    @Override
    public Optional<View> view(RunReport report) {
        Rows rows = new Rows();
        report.plan().passage().path("events").forEach(rows::take);
        rows.end();
        List<Row> all = rows.all;
        String more = all.size() > MOST ? Figures.number(all.size() - MOST) : "";
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(new View(all.stream().limit(MOST).toList(), more));
    }

    private static Tone tone(String what) {
        return what.contains("failed") || what.contains("unknown") || what.startsWith("refuse")
                ? Tone.BAD
                : what.contains("back") || what.contains("again") ? Tone.NOTE : Tone.QUIET;
    }

    private static String phase(JsonNode event) {
        String step = event.path(STEP).asText();
        return step.substring(0, Math.max(0, step.indexOf('/')));
    }

    /** Rows as they come; steps of one phase that were done one after the other are one. */
    private static final class Rows {
        private final List<Row> all = new ArrayList<>();
        private final List<JsonNode> done = new ArrayList<>();
        /** The run that works; empty between two. */
        private String run = "";

        void take(JsonNode event) {
            String what = event.path("what").asText();
            if (what.equals(DONE)) {
                if (!done.isEmpty() && !phase(done.get(0)).equals(phase(event))) {
                    end();
                }
                done.add(event);
            } else if (!BEGINNINGS.contains(what)
                    && !(what.equals(WAITS) && event.path("why").asText().isEmpty())) {
                end();
                cutOff(event, what);
                all.add(row(event, what));
            }
        }

        /** A process that was killed says nothing: the next one's start tells of it. */
        private void cutOff(JsonNode event, String what) {
            if (what.endsWith(" start")) {
                if (!run.isEmpty()) {
                    String at = Figures.time(Instant.parse(event.path("at").asText()));
                    all.add(new Row(at, "", "run " + run + " had ended without a word", "", Tone.BAD));
                }
                run = event.path("run").asText("before");
            } else if (what.endsWith(" end")) {
                run = "";
            }
        }

        void end() {
            if (!done.isEmpty()) {
                JsonNode last = done.get(done.size() - 1);
                Row row = row(last, DONE);
                all.add(done.size() == 1 ? row : new Row(row.at(), row.who(), many(last), "", Tone.GOOD));
                done.clear();
            }
        }

        private String many(JsonNode last) {
            int phase = phase(last).length() + 1;
            return phase(last) + ", " + Figures.number(done.size()) + " steps are done: "
                    + done.get(0).path(STEP).asText().substring(phase) + " to "
                    + last.path(STEP).asText().substring(phase);
        }

        private static Row row(JsonNode event, String what) {
            String step = event.path(STEP).asText();
            String run = event.path("run").asText();
            String text = run.isEmpty() ? what : what + ", run " + run;
            return new Row(
                    Figures.time(Instant.parse(event.path("at").asText())),
                    event.path("who").asText(),
                    step.isEmpty() ? text : step + what.substring(STEP.length()),
                    event.path("why").asText(),
                    tone(what));
        }
    }

    record Row(String at, String who, String what, String why, Tone tone) {}

    record View(List<Row> rows, String more) {}
}
