package dev.caravan.system.chroma;

import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.Fate;
import dev.caravan.servers.ChromaServer;
import dev.caravan.spi.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is there is looked up while the chunk before is written: what that one brings counts all the same. */
@ExtendWith(ChromaServer.class)
class AheadIT {
    private final List<Target> targets = new ArrayList<>();
    private Sample sample;
    private String thing;

    @BeforeEach
    void makeDatabase(ChromaServer.Running running) {
        sample = new Sample(running);
        thing = sample.collection("thing", "");
    }

    @AfterEach
    void close() {
        targets.forEach(Target::close);
    }

    @Test
    void shouldMeetWhatTheChunkBeforeHasWritten() {
        Target target = opened(Existing.REJECT);
        Chunk second = things(row("b", 2), row("c", 2), row("d", 2));
        target.ahead(second);
        write(target, things(row("a", 1), row("b", 1), row("c", 2)));

        write(target, second);

        assertThat(fates(second)).containsExactly(Fate.REJECTED, Fate.SKIPPED, Fate.IMPORTED);
        assertThat(stored()).containsExactlyInAnyOrder("a 1", "b 1", "c 2", "d 2");
    }

    @Test
    void shouldMeetWhatSeveralChunksBeforeHaveWritten() {
        Target target = opened(Existing.REJECT);
        Chunk last = things(row("a", 1), row("b", 2), row("c", 3));
        target.ahead(last);
        write(target, things(row("a", 1)));
        write(target, things(row("b", 1)));
        write(target, things(row("c", 1)));

        write(target, last);

        assertThat(fates(last)).containsExactly(Fate.SKIPPED, Fate.REJECTED, Fate.REJECTED);
        assertThat(stored()).containsExactlyInAnyOrder("a 1", "b 1", "c 1");
    }

    @Test
    void shouldFindWhatSomebodyElseHasWrittenBefore() {
        sample.add(thing, "a", "theirs", "{\"only\":\"theirs\"}", 1, 2, 3, 4);
        Target target = opened(Existing.REPLACE);
        Chunk chunk = things(row("a", 1));

        target.ahead(chunk);
        write(target, chunk);

        assertThat(fates(chunk)).containsExactly(Fate.IMPORTED);
        assertThat(sample.records("thing").at("/metadatas/0").toString()).isEqualTo("{\"size\":1}");
    }

    private List<String> stored() {
        JsonNode records = sample.records("thing");
        List<String> stored = new ArrayList<>();
        for (int index = 0; index < records.path("ids").size(); index++) {
            stored.add(records.path("ids").path(index).asText() + " "
                    + records.path("metadatas").path(index).path("size"));
        }
        return stored;
    }

    private Target opened(Existing existing) {
        Target target = sample.target(sample.settings(), existing, table("thing", "id"));
        targets.add(target);
        target.open(SCOPE);
        return target;
    }

    private static Chunk things(Object[]... things) {
        return chunk(Sample.withVectors(rows("id,size", things)));
    }
}
