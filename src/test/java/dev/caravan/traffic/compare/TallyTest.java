package dev.caravan.traffic.compare;

import static dev.caravan.traffic.compare.AnswerComparisonTest.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Mirror;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally(new AnswerComparison(Mirror.Compare.ALL, 1 << 20));

    @Test
    void shouldCountByEndpointWithIdsFolded() {
        add("/v2/robots/17?x=1", "{\"a\":1}", "{\"a\":1}");
        add("/v2/robots/18", "{\"a\":1}", "{\"a\":2}");
        add("/health", "{}", "{}");

        JsonNode json = tally.json(false);

        assertThat(json.at("/compared").asInt()).isEqualTo(3);
        assertThat(json.at("/differences").asInt()).isEqualTo(1);
        assertThat(json.at("/endpoints/0/endpoint").asText()).isEqualTo("GET /v2/robots/{id}");
        assertThat(json.at("/endpoints/0/agreement").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/endpoints/0/differences/0/path").asText()).isEqualTo(".a");
        assertThat(json.at("/endpoints/0/differences/0/records/0").asText()).isEqualTo("18");
        assertThat(json.at("/endpoints/1/agreement").asDouble()).isEqualTo(1);
    }

    @Test
    void shouldCountFailedCopiesAsDisagreementAndAddUp() {
        add("/a", "{}", "{}");
        tally.mirrored();
        tally.failed("GET", "/a", "time-out");
        tally.mirrored();
        tally.dropped("queue full");
        tally.mirrored();

        JsonNode json = tally.json(false);

        assertThat(json.path("agreement").asDouble()).isEqualTo(0.5);
        assertThat(json.path("mirrored").asLong()).isEqualTo(4);
        assertThat(json.path("pending").asLong()).isEqualTo(1);
        assertThat(json.at("/failures/time-out").asLong()).isEqualTo(1);
        assertThat(json.at("/drops/queue full").asLong()).isEqualTo(1);
    }

    @Test
    void shouldTellTheErrorsOfEachSide() {
        tally.add("GET", "/a", answer(200, Map.of(), "{}"), answer(500, Map.of(), "{}"));
        tally.add("GET", "/a", answer(404, Map.of(), "{}"), answer(503, Map.of(), "{}"));
        tally.add("GET", "/a", answer(502, Map.of(), "{}"), answer(499, Map.of(), "{}"));
        tally.add("GET", "/a", answer(200, Map.of(), "{}"), answer(200, Map.of(), "{}"));

        JsonNode errors = tally.json(false).path("errors");

        assertThat(errors.path("v1").asDouble()).isEqualTo(0.25);
        assertThat(errors.path("v2").asDouble()).isEqualTo(0.5);
    }

    @Test
    void shouldSayNoAgreementBeforeTheFirstComparison() {
        assertThat(tally.json(false).has("agreement")).isFalse();
    }

    @Test
    void shouldForgiveWhatDiffersBetweenTwoAnswersOfOneSide() {
        String first = "{\"id\":1,\"at\":10,\"list\":[{\"r\":1}]}";
        tally.learn("GET", "/a", answer(200, Map.of(), first), answer(200, Map.of(), first.replace("10", "11")));

        add("/a", first, first.replace("10", "12"));
        add("/a", first, first.replace("\"r\":1", "\"r\":2"));

        JsonNode json = tally.json(false);
        assertThat(json.path("agreed").asLong()).isEqualTo(1);
        assertThat(json.at("/endpoints/0/noise/0").asText()).isEqualTo(".at");
        assertThat(json.at("/endpoints/0/differences/0/path").asText()).isEqualTo(".list[].r");
        assertThat(json.at("/endpoints/0/differences/0/records/0").asText()).isEqualTo("id 1");
    }

    @Test
    void shouldShowTypesAndLengthsUnlessAskedAndSecretsNever() {
        add("/a", "{\"name\":\"Ada\",\"password\":\"x1\"}", "{\"name\":\"Bob!\",\"password\":\"x2\"}");

        String masked = tally.json(false).toString();
        String shown = tally.json(true).toString();

        assertThat(masked).contains("text of 3", "text of 4").doesNotContain("Ada", "Bob", "x1");
        assertThat(shown).contains("Ada", "Bob!", "***").doesNotContain("x1", "x2");
    }

    private void add(String uri, String v1, String v2) {
        tally.mirrored();
        tally.add("GET", uri, answer(200, Map.of(), v1), answer(200, Map.of(), v2));
    }
}
