package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The expected ids were computed by another program: a changed one would double every record of a running migration. */
class DerivedIdsTest {
    @Test
    void shouldDeriveKnownIds() {
        assertThat(text(new DerivedIds("family", "memories").ofRecord("a/memories.json#0")))
                .isEqualTo("e1d5bc4b4baec33ffc45fbc291f4ff1b");
        assertThat(text(new DerivedIds("семья", "conversations").ofRecord("häuser/chat_history.json#41")))
                .isEqualTo("ff58fd156296eedcf96ec98d20bb4360");
        assertThat(text(new DerivedIds("family", "conversations").ofChild("conversation_turns", "c.json#7", 12)))
                .isEqualTo("4d1bd982477a0e96dfdd89ffa9f6af5d");
    }

    @Test
    void shouldNotMixPartsThatMeet() {
        assertThat(new DerivedIds("a", "bc").ofRecord("d")).isNotEqualTo(new DerivedIds("ab", "c").ofRecord("d"));
        assertThat(new DerivedIds("a", "b").ofChild("t", "k1", 1))
                .isNotEqualTo(new DerivedIds("a", "b").ofChild("t", "k", 11));
    }

    @Test
    void shouldGiveTheSameIdAgain() {
        DerivedIds ids = new DerivedIds("a", "b");
        byte[] first = ids.ofRecord("key");
        ids.ofChild("t", "key", 1);

        assertThat(ids.ofRecord("key")).isEqualTo(first);
    }

    @Test
    void shouldWriteTheSameBitsAsUuid() {
        byte[] id = new DerivedIds("family", "memories").ofRecord("a/memories.json#0");

        assertThat(text(DerivedIds.asUuid(id))).isEqualTo("e1d5bc4b-4bae-c33f-fc45-fbc291f4ff1b");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
