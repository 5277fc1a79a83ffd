package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.report.RunReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The gates with their criteria, and who signed. */
final class GatesSection implements Section {
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
        return new Gate(
                gate.path("gate").asText(),
                state.equals("done") ? "open" : state,
                state.equals("done") ? Tone.GOOD : state.equals("failed") ? Tone.BAD : Tone.NOTE,
                gate.path("reason").asText(),
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
                one.path("fact").asText(),
                one.path("value").isNumber() ? one.path("value").asText() : "no number",
                one.path("pass").asText(),
                one.path("marginal").asText("-"),
                verdict,
                verdict.equals("pass") ? Tone.GOOD : verdict.equals("fail") ? Tone.BAD : Tone.NOTE);
    }

    private static SignOff signOff(JsonNode one) {
        return new SignOff(
                one.path("who").asText(),
                one.path("role").asText(),
                one.path("verdict").asText(),
                one.path("at").asText(),
                one.path("proved").asBoolean() ? "proved by key" : "asserted, not proved",
                one.path("reason").asText());
    }

    record Criterion(String fact, String value, String pass, String marginal, String verdict, Tone tone) {}

    record SignOff(String who, String role, String said, String at, String proof, String reason) {}

    record Gate(
            String gate,
            String state,
            Tone tone,
            String reason,
            boolean judged,
            List<Criterion> criteria,
            List<SignOff> signOffs) {}

    record View(List<Gate> gates) {}
}
