package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.report.RunReport;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The gates with their criteria, and who signed. */
final class GatesSection implements Section {
    private static final Pattern PATH = Pattern.compile("\\.(?:\"([^\"]+)\"|\\[\"([^\"]+)\"\\]|([\\w-]+))\\.([\\w.]+)");

    @Override
    public String name() {
        return "gates";
    }

    @Override
    public Optional<View> view(RunReport report) {
        List<JsonNode> gates = report.plan().gates();
        return gates.isEmpty()
                ? Optional.empty()
                : Optional.of(new View(gates.stream().map(GatesSection::gate).toList()));
    }

    private static Gate gate(JsonNode gate) {
        String state = gate.path("state").asText();
        String reason = gate.path("reason").asText();
        // A way back leaves what people said as it was
        boolean open = state.equals("done") || state.equals("left") && reason.startsWith("nothing takes a step");
        return new Gate(
                gate.path("gate").asText(),
                open ? "open" : state,
                open ? Tone.GOOD : state.equals("failed") ? Tone.BAD : Tone.NOTE,
                gate.path("statement").asText(),
                open && state.equals("left") ? "" : reason,
                !gate.path("criteria").isEmpty(),
                rows(gate.path("criteria")).map(GatesSection::criterion).toList(),
                rows(gate.path("signOffs")).map(GatesSection::signOff).toList());
    }

    private static Stream<JsonNode> rows(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static Criterion criterion(JsonNode one) {
        String verdict = one.path("verdict").asText();
        return new Criterion(
                fact(one.path("fact").asText()),
                Measure.text(one.path("value"), one.path("pass").asText()),
                one.path("pass").asText(),
                one.path("marginal").asText("-"),
                verdict,
                verdict.equals("pass") ? Tone.GOOD : verdict.equals("fail") ? Tone.BAD : Tone.NOTE);
    }

    /** {@code ."latency p95".value} and {@code .["latency p95"].value} as {@code latency p95: value}; else the program itself. */
    private static String fact(String program) {
        Matcher path = PATH.matcher(program);
        if (!path.matches()) {
            return program;
        }
        String step = Stream.of(path.group(1), path.group(2), path.group(3))
                .filter(name -> name != null)
                .findFirst()
                .orElse("");
        return step + ": " + path.group(4).replace('.', ' ');
    }

    private static SignOff signOff(JsonNode one) {
        return new SignOff(
                one.path("who").asText(),
                one.path("role").asText(),
                one.path("verdict").asText(),
                time(one.path("at").asText()),
                one.path("proved").asBoolean() ? "proved by key" : "asserted, not proved",
                one.path("reason").asText());
    }

    private static String time(String at) {
        try {
            return Figures.time(Instant.parse(at));
        } catch (DateTimeException e) {
            return at;
        }
    }

    record Criterion(String fact, String value, String pass, String marginal, String verdict, Tone tone) {}

    record SignOff(String who, String role, String said, String at, String proof, String reason) {}

    record Gate(
            String gate,
            String state,
            Tone tone,
            String statement,
            String reason,
            boolean judged,
            List<Criterion> criteria,
            List<SignOff> signOffs) {}

    record View(List<Gate> gates) {}
}
