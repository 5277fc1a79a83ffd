package dev.caravan.system.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.servers.RedisServer;
import dev.caravan.spi.Source;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.StreamEntryID;

/** Every type of value, and what is odd about keys. */
@ExtendWith(RedisServer.class)
class RedisValuesIT {
    private static final long MOMENT = 4_102_444_800_123L;

    private Sample sample;
    private Jedis client;

    @BeforeEach
    void begin(RedisServer.Running running) {
        sample = new Sample(running);
        client = sample.client;
    }

    @AfterEach
    void end() {
        sample.close();
    }

    @Test
    void shouldReadEveryTypeExactly() {
        client.set("string", "ü \"quoted\" \u0000 end");
        client.hset("hash", Map.of("b", "2", "a", "1\n", "ü", ""));
        client.rpush("list", "x", "", "x");
        client.sadd("set", "b", "a", "ü");
        client.zadd("zset", Map.of("low", -1.5, "high", 1e20, "third", 0.1, "ends", Double.POSITIVE_INFINITY));
        client.xadd("stream", new StreamEntryID("1-1"), Map.of("f", "v"));
        client.xadd("stream", new StreamEntryID("2-0"), Map.of("g", "w"));
        client.xgroupCreate("stream", "readers", new StreamEntryID("1-1"), false);
        client.pexpireAt("hash", MOMENT);

        Map<String, String> read = Sample.read(sample.source("*"));

        assertThat(read)
                .containsOnly(
                        entry("string", "string|ü \"quoted\" \u0000 end|null"),
                        entry("hash", "hash|{\"a\":\"1\\n\",\"b\":\"2\",\"ü\":\"\"}|2100-01-01T00:00:00.123Z"),
                        entry("list", "list|[\"x\",\"\",\"x\"]|null"),
                        entry("set", "set|[\"a\",\"b\",\"ü\"]|null"),
                        entry(
                                "zset",
                                "zset|[{\"member\":\"low\",\"score\":-1.5},{\"member\":\"third\",\"score\":0.1},"
                                        + "{\"member\":\"high\",\"score\":1.0E20},"
                                        + "{\"member\":\"ends\",\"score\":\"inf\"}]|null"),
                        entry(
                                "stream",
                                "stream|{\"entries\":[{\"id\":\"1-1\",\"fields\":[[\"f\",\"v\"]]},{\"id\":\"2-0\",\"fields\":[[\"g\",\"w\"]]}],"
                                        + "\"last-id\":\"2-0\",\"groups\":[{\"name\":\"readers\",\"last-id\":\"1-1\"}]}|null"));
    }

    @Test
    void shouldReadLargeValuesInPartsAsItReadsSmallOnes() {
        Map<String, String> hash = new TreeMap<>();
        StringBuilder list = new StringBuilder();
        StringBuilder entries = new StringBuilder();
        try (Pipeline pipeline = client.pipelined()) {
            for (int number = 0; number < 9000; number++) {
                String text = "a text of some forty characters, " + number;
                hash.put("f" + number, text);
                pipeline.hset("hash", "f" + number, text);
                pipeline.sadd("set", text);
                pipeline.rpush("list", text);
                pipeline.zadd("zset", number, text);
                pipeline.xadd("stream", new StreamEntryID(number + 1, 0), Map.of("f", text));
                list.append(number == 0 ? "" : ",").append('"').append(text).append('"');
                entries.append(number == 0 ? "" : ",")
                        .append("{\"id\":\"" + (number + 1) + "-0\",\"fields\":[[\"f\",\"" + text + "\"]]}");
            }
        }

        Map<String, String> read = Sample.read(sample.source("*"));

        StringBuilder object = new StringBuilder();
        hash.forEach((field, text) ->
                object.append(object.isEmpty() ? "" : ",").append("\"" + field + "\":\"" + text + "\""));
        String sorted = String.join("\",\"", hash.values().stream().sorted().toList());
        assertThat(read.get("hash")).isEqualTo("hash|{" + object + "}|null");
        assertThat(read.get("set")).isEqualTo("set|[\"" + sorted + "\"]|null");
        assertThat(read.get("list")).isEqualTo("list|[" + list + "]|null");
        assertThat(read.get("zset"))
                .startsWith("zset|[{\"member\":\"a text of some forty characters, 0\",\"score\":0},")
                .endsWith("characters, 8999\",\"score\":8999}]|null");
        assertThat(read.get("stream"))
                .isEqualTo("stream|{\"entries\":[" + entries + "],\"last-id\":\"9000-0\",\"groups\":[]}|null");
    }

    @Test
    void shouldRejectWhatIsTooLargeAloneWithoutReadingItWhole() {
        sample.with("max-record-bytes", 100_000);
        client.set("large string", "x".repeat(300_000));
        client.set("just small enough", "x".repeat(100_000));
        client.set("just too large", "x".repeat(100_001));
        try (Pipeline pipeline = client.pipelined()) {
            for (int number = 0; number < 50_000; number++) {
                pipeline.rpush("large list", "element " + number);
            }
        }

        Map<String, String> read = Sample.read(sample.source("*"));

        assertThat(read)
                .containsEntry("large string", "record_too_large")
                .containsEntry("just too large", "record_too_large")
                .containsEntry("large list", "record_too_large")
                .containsEntry("just small enough", "string|" + "x".repeat(100_000) + "|null");
    }

    @Test
    void shouldRejectBytesOrTakeThemInBase64() {
        client.set("plain".getBytes(), new byte[] {1, (byte) 0xff});
        client.set(new byte[] {'k', (byte) 0x80}, "text".getBytes());
        client.set("marked", "base64:AAAA");

        assertThat(Sample.read(sample.source("*")))
                .containsOnly(
                        entry("plain", "invalid_utf8"),
                        entry("k\\x80", "invalid_utf8"),
                        entry("marked", "string|base64:AAAA|null"));
        sample.with("binary", "base64");
        assertThat(Sample.read(sample.source("*")))
                .containsOnly(
                        entry("plain", "string|base64:Af8=|null"),
                        entry("base64:a4A=", "string|text|null"),
                        entry("marked", "string|base64:YmFzZTY0OkFBQUE=|null"));
    }

    @Test
    void shouldJoinKeysThatAgreeInTheirParts() {
        client.set("session:7:context", "{\"topic\":\"tea\"}");
        client.hset("session:7:metadata", Map.of("user", "ann"));
        client.pexpireAt("session:7:context", MOMENT);
        client.pexpireAt("session:7:metadata", MOMENT - 1000);
        client.set("session:8:context", "alone");
        client.set("session:9:other:context", "not meant");
        client.set("session:9:else", "not meant");

        Map<String, String> read =
                Sample.read(sample.source("context=session:{id}:context metadata=session:{id}:metadata"));

        assertThat(read)
                .containsOnly(
                        entry("7", "{\"topic\":\"tea\"}|{\"user\":\"ann\"}|2099-12-31T23:59:59.123Z"),
                        entry("8", "alone|null|null"));
    }

    @Test
    void shouldGiveThePartsOfAKeyAndReadAKeyOnceThatTwoPatternsMean() {
        client.set("user:eu:7", "x");
        client.set("user:eu:7:more", "y");

        assertThat(Sample.read(sample.source("user:{region}:{id}")))
                .containsOnly(entry("user:eu:7", "string|x|null|eu|7"));
        assertThat(Sample.read(sample.source("user:{id*}")))
                .containsOnly(
                        entry("user:eu:7", "string|x|null|eu:7"), entry("user:eu:7:more", "string|y|null|eu:7:more"));
        assertThat(Sample.read(sample.source("user:* *:more")))
                .containsOnly(entry("user:eu:7", "string|x|null"), entry("user:eu:7:more", "string|y|null"));
    }

    @Test
    void shouldCountWhatHasGoneBetweenTheListAndTheReading() {
        for (int number = 0; number < 100; number++) {
            client.set("k" + number, "x");
        }
        Source source = sample.source("*");
        List<Partition> partitions = source.open();
        client.del("k3", "k4");
        client.pexpire("k5", 1);
        while (client.exists("k5")) {
            Thread.onSpinWait();
        }

        Counts counts = Counts.ZERO;
        for (Partition partition : partitions) {
            Chunk chunk = source.read(partition, Position.START, 1000);
            for (int record = 0; record < chunk.records().count(); record++) {
                if (chunk.pending(record)) {
                    chunk.settle(record, dev.caravan.model.Fate.IMPORTED);
                }
            }
            counts = counts.plus(chunk.counts());
        }

        source.close();
        assertThat(counts).isEqualTo(new Counts(100, 97, 3, 0, 0));
    }

    @Test
    void shouldTellMomentsOfServersThatKnowOnlyHowLongIsLeft() {
        for (int number = 0; number < 500; number++) {
            client.set("k" + number, "x");
            client.pexpireAt("k" + number, MOMENT + number);
        }
        List<byte[]> keys = IntStream.range(0, 500)
                .mapToObj(number -> ("k" + number).getBytes())
                .toList();

        try (RedisLink link = RedisLink.to(RedisAddress.of(sample.settings(), ErrorCode.SOURCE_UNUSABLE))) {
            ValueText texts = new ValueText(new TextForm(false), 1000);
            KeyValue[] values = new ValueReader(link, new Expiry(false), texts).read(keys);

            for (int number = 0; number < 500; number++) {
                assertThat(values[number].expiresAt()).isEqualTo(MOMENT + number);
            }
        }
    }

    @Test
    void shouldShareOneCopyAmongReadersOfOneProcess() {
        client.set("a", "old");
        RedisSystem system = Sample.system();
        var export = new dev.caravan.model.Pipeline.Export(sample.settings(), List.of("*"), List.of(), List.of());
        Source copying = system.source(export);
        Map<String, String> copied = Sample.read(copying);
        client.set("a", "new");
        client.set("b", "late");

        Source verifying = system.source(export);

        assertThat(Sample.read(verifying)).isEqualTo(copied).containsOnly(entry("a", "string|old|null"));
        copying.close();
        verifying.close();
        assertThat(Sample.read(system.source(export))).containsKeys("a", "b");
    }

    @Test
    void shouldSayWhatKeepsItFromReading() {
        RedisServer.Running locked = RedisServer.start("--requirepass", "s3cret");
        try (AutoCloseable closing = locked) {
            assertRefused("redis://127.0.0.1:" + locked.port() + "/0", "wants a password");
            assertRefused("redis://:wrong@127.0.0.1:" + locked.port() + "/0", "refuses this user or password");
            assertRefused("redis://:s3cret@127.0.0.1:" + locked.port() + "/99999", "not the URL");
            assertRefused("redis://:s3cret@127.0.0.1:" + locked.port() + "/9999", "DB index is out of range");
            assertThat(Sample.read(system("redis://:s3cret@127.0.0.1:" + locked.port() + "/0")))
                    .isEmpty();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertRefused("redis://127.0.0.1:1/0", "nothing answers there");
        assertRefused("http://127.0.0.1:1/0", "not the URL");
    }

    @Test
    void shouldRefuseANodeOfACluster() throws Exception {
        try (RedisServer.Running node = RedisServer.start("--cluster-enabled", "yes", "--databases", "1")) {
            assertRefused("redis://127.0.0.1:" + node.port() + "/0", "node of a cluster");
        }
    }

    private Source system(String url) {
        return Sample.system()
                .source(new dev.caravan.model.Pipeline.Export(
                        sample.settings(url), List.of("*"), List.of(), List.of()));
    }

    private void assertRefused(String url, String because) {
        assertThatThrownBy(() -> system(url).open()).isInstanceOfSatisfying(CaravanException.class, e -> {
            assertThat(e.code()).isIn(ErrorCode.SOURCE_UNUSABLE, ErrorCode.FILE_INVALID);
            assertThat(e.line()).contains(because).doesNotContain("s3cret").doesNotContain("wrong");
        });
    }
}
