package dev.caravan.system.chroma;

import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.rejects;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Existing;
import dev.caravan.model.Fate;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.ChromaServer;
import dev.caravan.servers.RefusingProxy;
import dev.caravan.spi.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real server that has too much of it now and then, as the proxy before it says. */
@ExtendWith(ChromaServer.class)
class PressureIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What each upsert into the collection brought and got: {@code 100-413}, or {@code 25} for one that passed. */
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Sample sample;
    private String server;
    private String thing;

    @BeforeEach
    void makeDatabase(ChromaServer.Running running) {
        sample = new Sample(running);
        server = running.url();
        thing = sample.collection("thing", "");
    }

    @AfterEach
    void close() throws Exception {
        Collections.reverse(opened);
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void shouldSendLessAtOnceWhenTheServerSaysItIsTooMuchAndMoreAgainAfterwards() {
        AtomicInteger refusals = new AtomicInteger(2);
        Target target = target((ids, count) -> ids.size() > 30 && refusals.getAndDecrement() > 0 ? 413 : 0);

        IntStream.range(0, 4).forEach(number -> write(target, things(100 * number, 100)));

        assertThat(calls).containsExactly("100-413", "50-413", "25", "37", "38", "55", "45", "82", "18", "100");
        assertStored(400);
    }

    @Test
    void shouldSendLessAtOnceWhenNoAnswerComesInTime() {
        Target target = target((ids, count) -> ids.size() > 60 && count < 2 ? RefusingProxy.SILENCE : 0);

        write(target, things(0, 100));

        assertThat(calls).containsExactly("100--1", "50", "50");
        assertStored(100);
    }

    @Test
    void shouldWaitAndSendTheSameAgainWhenItIsAskedForPatience() {
        Target target = target((ids, count) -> count == 1 ? 429 : count == 2 ? 503 : 0);

        write(target, things(0, 100));

        assertThat(calls).containsExactly("100-429", "100-503", "100");
        assertStored(100);
    }

    @Test
    void shouldLeaveOutTheRecordsAloneThatTheServerFailsAt() {
        Target target = target((ids, count) -> ids.contains("thing-0") || ids.contains("thing-77") ? 500 : 0);

        Chunk chunk = write(target, things(0, 100));

        assertThat(rejects(chunk)).containsExactly("0 constraint_violation", "77 constraint_violation");
        assertThat(calls.stream().filter("1-500"::equals))
                .as("three tries of each")
                .hasSize(6);
        assertThat(Collections.frequency(fates(chunk), Fate.IMPORTED)).isEqualTo(98);
        assertThat(sample.records("thing").path("ids")).hasSize(98);
    }

    @Test
    void shouldLeaveOutARecordThatIsTooLargeByItself() {
        Target target = target((ids, count) -> ids.contains("thing-5") ? 413 : 0);

        Chunk chunk = write(target, things(0, 20));

        assertThat(rejects(chunk)).containsExactly("5 record_too_large");
        assertThat(sample.records("thing").path("ids")).hasSize(19);
    }

    @Test
    void shouldStopWhenTheServerFailsAtEverything() {
        Target target = target((ids, count) -> 500);

        assertThatThrownBy(() -> write(target, things(0, 20)))
                .isInstanceOfSatisfying(CaravanException.class, failed -> assertThat(failed.code())
                        .isEqualTo(ErrorCode.IO_FAILED));

        assertThat(sample.records("thing").path("ids")).isEmpty();
        assertThat(target.look(SCOPE).orElseThrow().rows()).isEmpty();
    }

    private void assertStored(int count) {
        List<String> ids = new ArrayList<>();
        sample.records("thing").path("ids").forEach(id -> ids.add(id.asText()));
        assertThat(ids).containsExactlyInAnyOrderElementsOf(names(0, count).toList());
    }

    private Target target(Answer answer) {
        AtomicInteger count = new AtomicInteger();
        RefusingProxy proxy = new RefusingProxy(server, (path, body) -> {
            if (!path.endsWith(thing + "/upsert")) {
                return 0;
            }
            List<String> ids = ids(body);
            int status = answer.to(ids, count.incrementAndGet());
            calls.add(ids.size() + (status == 0 ? "" : "-" + status));
            return status;
        });
        opened.add(proxy);
        SystemSettings plain = sample.settings(proxy.url());
        ObjectNode options = plain.options().deepCopy();
        SystemSettings hasty = new SystemSettings(
                plain.name(),
                plain.kind(),
                plain.address(),
                plain.schemaFiles(),
                options.put("timeout", "3s"),
                plain.place());
        Target target = sample.target(hasty, Existing.REJECT, table("thing", "id"));
        opened.add(target);
        target.open(SCOPE);
        return target;
    }

    private static List<String> ids(String body) {
        try {
            List<String> ids = new ArrayList<>();
            JSON.readTree(body).path("ids").forEach(id -> ids.add(id.asText()));
            return ids;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Stream<String> names(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(number -> "thing-" + number);
    }

    private static Chunk things(int from, int count) {
        Object[][] all = names(from, count).map(name -> row(name, 1)).toArray(Object[][]::new);
        return chunk(Sample.withVectors(rows("id,size", all)));
    }

    /** What an upsert of these ids, the so-manieth, is answered with; 0 for what the server says. */
    @FunctionalInterface
    private interface Answer {
        int to(List<String> ids, int count);
    }
}
