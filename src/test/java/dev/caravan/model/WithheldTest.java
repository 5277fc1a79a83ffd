package dev.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class WithheldTest {
    private final Withheld withheld = Withheld.of(List.of("geheim", "geheimnis 7", "abc", "geheim"));

    @Test
    void shouldLeaveNothingOfOneThatHoldsAnother() {
        assertThat(withheld.in("login -p 'geheimnis 7' --old=geheim")).isEqualTo("login -p '***' --old=***");
        assertThat(withheld.in((String) null)).isNull();
    }

    @Test
    void shouldLeaveWordsThatAreSecretsByChance() {
        assertThat(withheld.in("the abc of it")).isEqualTo("the abc of it");
    }

    @Test
    void shouldGoThroughATreeAndLeaveTheGivenOne() throws Exception {
        JsonNode tree = new ObjectMapper()
                .readTree("{\"a\":[\"x geheim\",1,null,{\"geheim\":\"geheimnis 7\"}],\"n\":1.50,\"t\":true}");
        String before = tree.toString();

        assertThat(withheld.in(tree)).hasToString("{\"a\":[\"x ***\",1,null,{\"***\":\"***\"}],\"n\":1.5,\"t\":true}");
        assertThat(tree).hasToString(before);
    }

    @Test
    void shouldNotTellThemItself() {
        assertThat(withheld).hasToString("2 withheld");
    }
}
