package dev.caravan.system.redis;

import static dev.caravan.model.Fate.IMPORTED;
import static dev.caravan.model.Fate.PENDING;
import static dev.caravan.model.Fate.REJECTED;
import static dev.caravan.model.Fate.SKIPPED;
import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.ledgerRow;
import static dev.caravan.spi.Chunks.rejects;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.Pipeline;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.CuttingProxy;
import dev.caravan.servers.RedisServer;
import dev.caravan.spi.Chunks.Cell;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.StreamEntryID;

/** What is odd about keys as a target. */
@ExtendWith(RedisServer.class)
class RedisTargetIT {
    private static final String ALL = "{key*}";

    private RedisServer.Running server;
    private Sample sample;

    @BeforeEach
    void begin(RedisServer.Running running) {
        server = running;
        sample = new Sample(running);
    }

    @AfterEach
    void end() {
        sample.close();
    }

    @Test
    void shouldBringEveryTypeBackAsItWas() {
        sample.client.set("string", "ü \u0000");
        sample.client.hset("a:hash", Map.of("b", "2", "a", "1"));
        sample.client.rpush("list", "x", "", "x");
        sample.client.sadd("set", "b", "a");
        sample.client.zadd("zset", Map.of("z", 1.5, "a", 1.5, "ends", Double.NEGATIVE_INFINITY));
        sample.client.xadd("stream", new StreamEntryID("1-1"), Map.of("f", "v"));
        sample.client.xgroupCreate("stream", "readers", new StreamEntryID("1-1"), false);
        sample.client.pexpireAt("a:hash", 4_102_444_800_123L);
        Map<String, String> there = Sample.read(sample.source("*"));
        Sample other = new Sample(server);
        TargetTable table = table(ALL, "key");
        Target target = target(other.settings(), Existing.REJECT, table);
        target.open(SCOPE);

        there.forEach((key, text) -> write(target, chunk(cells(key, text))));

        target.close();
        assertThat(Sample.read(other.source("*"))).isEqualTo(new TreeMap<>(there));
        other.close();
    }

    @Test
    void shouldSayWhatCannotBeAKey() {
        Target target = opened(Existing.REJECT, table("session:{id}", "id"));

        Chunk chunk = write(
                target,
                chunk(rows(
                        "id,value,expires_at",
                        row("ok", "x", "2100-01-01 00:00:00.5+00"),
                        row("with:colon", "x", null),
                        row("", "x", null),
                        row("none", null, null),
                        row("moment", "x", "tomorrow"),
                        row("empty", new Cell(CellType.JSON, "{}".getBytes()), null),
                        row("deep", new Cell(CellType.JSON, "{\"a\":[1]}".getBytes()), null),
                        row("bytes", new Cell(CellType.BLOB, new byte[] {1}), null))));

        assertThat(fates(chunk))
                .containsExactly(IMPORTED, REJECTED, REJECTED, REJECTED, REJECTED, REJECTED, REJECTED, REJECTED);
        assertThat(rejects(chunk))
                .containsExactly(
                        "1 not_allowed",
                        "2 not_allowed",
                        "3 missing_field",
                        "4 bad_type",
                        "5 bad_length",
                        "6 bad_type",
                        "7 bad_type");
        assertThat(sample.client.pexpireTime("session:ok")).isEqualTo(4_102_444_800_500L);
    }

    @Test
    void shouldTakeAnotherExpiryOrTypeForOtherContent() {
        sample.client.set("t:1", "x");
        sample.client.rpush("t:2", "x");
        Target target = opened(Existing.REJECT, table("t:{id}", "id"));

        Chunk chunk = write(
                target,
                chunk(rows(
                        "id,value,expires_at",
                        row("1", "x", "2100-01-01T00:00:00Z"),
                        row("2", "x", null),
                        row("1", "x", null))));

        assertThat(fates(chunk)).containsExactly(REJECTED, REJECTED, SKIPPED);
    }

    @Test
    void shouldLookAgainWhenSomebodyWritesAKeyInBetween() {
        Target target = opened(Existing.REJECT, table("t:{id}", "id"));
        Chunk chunk = chunk(rows("id,value", row("1", "mine"), row("2", "mine")));
        int[] calls = new int[1];

        target.write(chunk, settled -> {
            if (calls[0]++ == 0) {
                assertThat(fates(settled)).containsExactly(IMPORTED, IMPORTED);
                sample.client.set("t:1", "theirs");
            }
            return ledgerRow(settled);
        });

        assertThat(calls[0]).isEqualTo(2);
        assertThat(fates(chunk)).containsExactly(REJECTED, IMPORTED);
        assertThat(sample.client.get("t:1")).isEqualTo("theirs");
    }

    @Test
    void shouldNotWriteTwiceWhenTheAnswerIsLost() throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(server.port())) {
            SystemSettings through =
                    sample.settings(sample.settings().address().replace(":" + server.port(), ":" + proxy.port()));
            Target target = target(through, Existing.REJECT, table("t:{id}", "id"));
            target.open(SCOPE);
            Chunk chunk = chunk(rows("id,value", row("1", "x")));
            for (boolean delivered : new boolean[] {false, true}) {
                // Only the transaction that writes holds a DEL
                proxy.cutAt("DEL", delivered);
                Chunk.Saved before = chunk.save();

                assertThatThrownBy(() -> write(target, chunk)).isInstanceOf(CaravanException.class);

                chunk.restore(before);
                assertThat(sample.client.exists("t:1")).isEqualTo(delivered);
            }
            write(target, chunk);

            assertThat(fates(chunk)).containsExactly(IMPORTED);
            target.close();
        }
    }

    @Test
    void shouldKeepNothingOfAChunkThatTheServerHasNoRoomFor() throws Exception {
        try (RedisServer.Running small = RedisServer.start("--maxmemory", "4mb", "--maxmemory-policy", "noeviction")) {
            Target target = target(sample.settings(small.url(0)), Existing.REJECT, table("t:{id}", "id"));
            target.open(SCOPE);
            Object[][] many = new Object[200][];
            for (int number = 0; number < many.length; number++) {
                many[number] = row("" + number, "x".repeat(50_000));
            }
            Chunk chunk = chunk(rows("id,value", many));

            for (int tries = 0; tries < 2; tries++) {
                Chunk.Saved before = chunk.save();
                assertThatThrownBy(() -> write(target, chunk)).hasMessageContaining("maxmemory");
                chunk.restore(before);
            }

            assertThat(fates(chunk)).containsOnly(PENDING);
            assertThat(target.look(SCOPE).orElseThrow().rows()).isEmpty();
            target.close();
        }
    }

    private Target opened(Existing existing, TargetTable table) {
        Target target = target(sample.settings(), existing, table);
        target.open(SCOPE);
        return target;
    }

    private static Target target(SystemSettings settings, Existing existing, TargetTable table) {
        return Sample.system()
                .target(new Pipeline.Import(settings, table.table(), table.key(), existing), List.of(table));
    }

    /** A row as {@link Sample#read} shows it. */
    private static RowBuffer cells(String key, String text) {
        String type = text.substring(0, text.indexOf('|'));
        String value = text.substring(text.indexOf('|') + 1, text.lastIndexOf('|'));
        String expires = text.substring(text.lastIndexOf('|') + 1);
        return rows(
                "key,type,value,expires_at",
                row(
                        key,
                        type,
                        new Cell(
                                type.equals("string") ? CellType.TEXT : CellType.JSON,
                                value.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        expires.equals("null") ? null : expires));
    }
}
