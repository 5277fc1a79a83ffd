package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.ErrorCode;
import dev.caravan.servers.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** Keys whose types are not asked for, as those before were all of one type. */
@ExtendWith(RedisServer.class)
class ValueReaderIT {
    private static final int LARGE = 300_000;

    private Sample sample;
    private RedisLink link;

    @BeforeEach
    void begin(RedisServer.Running running) {
        sample = new Sample(running);
        link = RedisLink.to(RedisAddress.of(sample.settings(), ErrorCode.SOURCE_UNUSABLE));
        Jedis client = sample.client;
        for (int number = 0; number < 6; number++) {
            client.hset("hash" + number, Map.of("n", String.valueOf(number)));
        }
        client.set("string", "x");
        client.set("large string", "y".repeat(LARGE));
        client.zadd("zset", 2, "m");
        try (Pipeline pipeline = client.pipelined()) {
            for (int number = 0; number < 9000; number++) {
                pipeline.rpush("large list", "a text of some forty characters, " + number);
            }
        }
    }

    @AfterEach
    void end() {
        link.close();
        sample.close();
    }

    @Test
    void shouldReadKeysOfOtherTypesAfterAPageOfOneTypeAsWhenTheyAreAskedFor() {
        List<byte[]> mixed = keys("hash4", "string", "gone", "large string", "zset", "large list", "hash5");
        List<String> asked = new ArrayList<>();
        mixed.forEach(key -> asked.addAll(read(reader(), List.of(key))));
        ValueReader reader = reader();

        List<String> before = read(reader, keys("hash1", "hash2", "hash3"));
        List<String> read = read(reader, mixed);
        List<String> after = read(reader, keys("hash1", "hash2", "hash3"));

        assertThat(before).containsExactly("HASH {\"n\":\"1\"}", "HASH {\"n\":\"2\"}", "HASH {\"n\":\"3\"}");
        assertThat(read).isEqualTo(asked).contains("STRING x", "gone", "STRING of 300000");
        assertThat(after).isEqualTo(before);
    }

    @Test
    void shouldLeaveOutOtherTypesThanTheWantedOnesAfterAPageOfOneType() {
        ValueReader reader = reader().only(Set.of(KeyType.HASH, KeyType.ZSET));
        read(reader, keys("hash1", "hash2"));

        List<String> read = read(reader, keys("string", "hash3", "large string", "zset"));

        assertThat(read).containsExactly("gone", "HASH {\"n\":\"3\"}", "gone", "ZSET [{\"member\":\"m\",\"score\":2}]");
    }

    private ValueReader reader() {
        return new ValueReader(link, new Expiry(true), new ValueText(new TextForm(false), 1 << 20));
    }

    private static List<byte[]> keys(String... names) {
        return Stream.of(names).map(String::getBytes).toList();
    }

    private static List<String> read(ValueReader reader, List<byte[]> keys) {
        return Stream.of(reader.read(keys)).map(ValueReaderIT::shown).toList();
    }

    private static String shown(KeyValue value) {
        if (value.isGone() || value.isRejected()) {
            return value.isGone() ? "gone" : value.reason();
        }
        String text = new String(value.text(), UTF_8);
        return value.type() + " " + (text.length() < LARGE ? text : "of " + text.length());
    }
}
