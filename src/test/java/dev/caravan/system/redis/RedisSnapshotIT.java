package dev.caravan.system.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.RedisServer;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotContract;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.SystemKind;
import dev.caravan.step.StepCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

@ExtendWith(RedisServer.class)
class RedisSnapshotIT extends SnapshotContract {
    private static final long FAR = 4_102_444_800_123L;

    private RedisServer.Running server;
    private int last;

    @TempDir
    private Path temporary;

    @BeforeEach
    void at(RedisServer.Running running) {
        server = running;
    }

    @Override
    protected SystemKind kind() {
        return new RedisSystem(Clock.systemUTC());
    }

    @Override
    protected SystemSettings empty() {
        last = server.database();
        return at(last);
    }

    @Override
    protected SystemSettings filled() {
        SystemSettings system = empty();
        try (Jedis client = server.client(last)) {
            for (int n = 0; n < 450; n++) {
                client.set("plain:" + n, "value " + n);
            }
            client.set(new byte[] {0, -1, ' '}, new byte[] {-61, 0, 10, -128});
            client.set("empty", "");
            client.set("large", "ä".repeat(300_000));
            client.hset("hash", Map.of("a", "1", "née", "base64:x", "", ""));
            for (int n = 0; n < 3000; n++) {
                client.hset("long-hash", "field " + n, "value " + n);
                client.zadd("scores", n / 7.0, "member " + n);
            }
            client.rpush("list", "b", "a", "b", "");
            client.sadd("set", "x", "y", "-5");
            client.zadd("scores", Double.NEGATIVE_INFINITY, "lowest");
            client.xadd("stream", new StreamEntryID(1, 1), Map.of("k", "v"));
            client.xgroupCreate("stream", "readers", new StreamEntryID(0, 0), false);
            client.set("expires", "later");
            client.pexpireAt("expires", FAR);
        }
        return system;
    }

    @Override
    protected Map<String, String> values(SystemSettings system) {
        Map<String, String> values = new TreeMap<>();
        try (Jedis client = server.client(database(system))) {
            for (byte[] key : client.keys(new byte[] {'*'})) {
                String value =
                        switch (client.type(key)) {
                            case "string" -> HexFormat.of().formatHex(client.get(key));
                            case "hash" ->
                                new TreeMap<>(client.hgetAll(new String(key, StandardCharsets.UTF_8))).toString();
                            case "list" ->
                                client.lrange(new String(key, StandardCharsets.UTF_8), 0, -1)
                                        .toString();
                            case "set" ->
                                client.smembers(new String(key, StandardCharsets.UTF_8)).stream()
                                        .sorted()
                                        .toList()
                                        .toString();
                            case "zset" ->
                                client.zrangeWithScores(new String(key, StandardCharsets.UTF_8), 0, -1)
                                        .toString();
                            default ->
                                client.xrange("stream", "-", "+") + " "
                                        + client.xinfoGroups("stream").get(0).getName();
                        };
                values.put(HexFormat.of().formatHex(key), value + " " + client.pexpireTime(key));
            }
        }
        return values;
    }

    @Override
    protected void change(SystemSettings system) {
        try (Jedis client = server.client(database(system))) {
            client.hset("long-hash", "field 7", "other");
            client.del("plain:3");
            client.set("new", "one");
            client.set("expires", "otherwise");
        }
    }

    @Override
    protected String place() {
        return "plain:{n}";
    }

    @Override
    protected void move(SystemSettings system) {
        try (Jedis client = server.client(database(system))) {
            client.set("plain:moved", "now");
            client.set("plain:7", "otherwise");
            client.hset("caravan:m", Map.of("epoch", "1"));
        }
    }

    @Override
    protected List<String> surroundings() {
        try (Jedis client = server.client(last)) {
            return client.keys("caravan:*").stream().sorted().toList();
        }
    }

    @Test
    void shouldLeaveOutWhatHasExpiredAndSayWhatWill() throws Exception {
        SystemSettings system = filled();
        SnapshotFolder folder = folder("copy");
        Snapshot snapshot = kind().snapshot(system);
        try (Jedis client = server.client(last)) {
            client.psetex("short", 60_000, "x");
        }

        Snapshot.Contents taken = snapshot.take(folder);
        try (Jedis client = server.client(last)) {
            client.del("short");
        }

        assertThat(taken.notes()).singleElement().asString().startsWith("2 keys expire by themselves");
        assertThat(taken.differences(snapshot.look(SnapshotFolder.Pace.UNHURRIED)))
                .isEmpty();
    }

    @Test
    void shouldNoticeEveryFlippedByte() throws Exception {
        SystemSettings system = empty();
        try (Jedis client = server.client(last)) {
            client.set("a", "some text");
            client.hset("b", Map.of("k", "v", "l", "w"));
            client.set("c", "later");
            client.pexpireAt("c", FAR);
        }
        SnapshotFolder folder = folder("copy");
        Snapshot snapshot = kind().snapshot(system);
        Snapshot.Contents taken = snapshot.take(folder);
        Path file = folder.file("keys.dump");
        byte[] whole = Files.readAllBytes(file);

        for (int at = 0; at < whole.length; at++) {
            byte[] bent = whole.clone();
            bent[at] ^= 4;
            Files.write(file, bent);
            assertThatThrownBy(() -> snapshot.prove(folder, taken))
                    .as("byte " + at)
                    .isInstanceOfSatisfying(CaravanException.class, refused -> assertThat(refused.code())
                            .isEqualTo(ErrorCode.SNAPSHOT_UNPROVED));
        }
        Files.write(file, whole);
        assertThat(snapshot.prove(folder, taken)).contains("compared");
        assertThat(surroundings()).isEmpty();
    }

    private SnapshotFolder folder(String name) throws Exception {
        return new SnapshotFolder(Files.createDirectory(temporary.resolve(name)), SnapshotFolder.Pace.UNHURRIED);
    }

    private SystemSettings at(int database) {
        return new SystemSettings(
                "sessions", "redis", server.url(database), List.of(), StepCalls.json("{}"), "m.yaml:1:1");
    }

    private static int database(SystemSettings system) {
        return Integer.parseInt(system.address().replaceFirst(".*/", ""));
    }
}
