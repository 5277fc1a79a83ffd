package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.PostgresServer;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The voice agent's way back: from any phase by a person's word, and by itself where what was moved is damaged. */
class VoiceAgentRollbackIT extends VoiceScene {
    private static final boolean CAMPAIGN = Boolean.getBoolean("caravan.campaign");

    @ParameterizedTest
    @MethodSource("gates")
    void shouldGiveAllBackToV1FromAnyPhase(int next, boolean emergency) throws Exception {
        List<String> before = captures(sqlite());
        run = caravan.start(words("run"));
        call();
        for (int share : SHARES.subList(0, SHARES.indexOf(next))) {
            sign(share);
            await(share + " %", () -> served() == moved(share));
        }
        await("the gate of " + next + " %", () -> asks(next));
        stop();
        List<String> words = words("rollback", "--reason", "a person's word", emergency ? "--emergency" : "--yes");

        assertThat(caravan.run(words)).as(caravan.said()).isEqualTo(5);

        assertThat(served()).isZero();
        assertThat(List.of(side(BETA), side(EARLY))).containsOnly("v1");
        assertThat(captures(sqlite())).as("what v1 had").containsAll(before);
        assertThat(rows(sqlite(), "SELECT id FROM captures WHERE session_id = 'caravan-test'"))
                .isEmpty();
        PostgresServer.Running.run(
                sqlite(),
                "INSERT INTO captures (session_id, user_text, agent_text) VALUES ('z', 'v1 still writes', 'y')");
        if (next > 5) {
            assertThat(services.flags.get(services.flags.size() - 1))
                    .contains("\"v2_traffic_percentage\":0", "\"enable_v2_agents\":false");
        }
        assertThat(folder.resolve("railway.txt")).as("nobody stopped v1").doesNotExist();
        assertThat(Files.readString(folder.resolve("notices"))).contains("All callers are on v1 again");
        assertThat(caravan.said()).doesNotContain("not as before");
        assertThat(failures).isEmpty();
    }

    static Stream<Arguments> gates() {
        Stream<Arguments> few = Stream.of(Arguments.of(25, true));
        Stream<Arguments> more = Stream.of(
                Arguments.of(5, false),
                Arguments.of(5, true),
                Arguments.of(50, true),
                Arguments.of(25, false),
                Arguments.of(75, true),
                Arguments.of(95, false),
                Arguments.of(100, true));
        return CAMPAIGN ? Stream.concat(few, more) : few;
    }

    @Test
    void shouldGoBackWhenWhatWasMovedIsDamaged() throws Exception {
        set("hold.5", "1h");
        run = caravan.start(words("run"));
        call();
        sign(5);
        await("the share of 5 %", () -> served() == moved(5));
        PostgresServer.Running.run(pg, "UPDATE captures SET embedding_id = embedding_id, user_id = NULL WHERE id = 1");
        assertThat(rows(pg, "SELECT id FROM captures_damaged"))
                .as("v2 may add what is its own")
                .isEmpty();

        PostgresServer.Running.run(pg, "UPDATE captures SET agent_text = 'another' WHERE id = 2");

        assertThat(run.waitFor()).as(caravan.said()).isEqualTo(5);
        assertThat(caravan.said()).contains("no corruption");
        assertThat(served()).isZero();
        assertThat(rows(pg, "SELECT id || ' ' || what FROM captures_damaged")).containsExactly("2 UPDATE");
    }

    private boolean asks(int share) {
        try {
            return caravan.said().contains("/share-" + share + ": waiting: sign-off");
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
