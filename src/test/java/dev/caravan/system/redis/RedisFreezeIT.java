package dev.caravan.system.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.servers.RedisServer;
import dev.caravan.spi.Freeze;
import dev.caravan.spi.FreezeContract;
import dev.caravan.step.StepCalls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** On a server of its own: a freeze is of all databases. */
class RedisFreezeIT extends FreezeContract {
    private static RedisServer.Running server;

    @BeforeAll
    static void start() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        server.close();
    }

    @BeforeEach
    void clean() {
        try (Jedis client = server.client(3)) {
            client.configSet("min-replicas-to-write", "0");
            client.flushDB();
            client.rpush("notes", "a");
        }
    }

    @Override
    protected Freeze freeze() {
        return at(server.url(3));
    }

    @Override
    protected Freeze unreachable() {
        return at("redis://127.0.0.1:1/3");
    }

    @Override
    protected boolean write() {
        try (Jedis client = server.client(3)) {
            return writes(client);
        }
    }

    @Override
    protected String read() {
        try (Jedis client = server.client(3)) {
            return client.lrange("notes", 0, -1) + " " + client.keys("caravan:probe*");
        }
    }

    @Override
    protected Writer openWriter() {
        Jedis client = server.client(3);
        return new Writer() {
            @Override
            public boolean write() {
                return writes(client);
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    @Test
    void shouldBringBackTheSettingsThatWereThere() {
        try (Jedis client = server.client(3)) {
            client.configSet("min-replicas-max-lag", "0");

            freeze().freeze("me");
            assertThat(writes(client)).isFalse();
            freeze().thaw("me");

            assertThat(client.configGet("min-replicas-max-lag")).containsEntry("min-replicas-max-lag", "0");
            assertThat(client.configGet("min-replicas-to-write")).containsEntry("min-replicas-to-write", "0");
            assertThat(client.keys("caravan:*")).isEmpty();
            client.configSet("min-replicas-max-lag", "10");
        }
    }

    private static Freeze at(String url) {
        return Sample.system().freeze(StepCalls.system("v1", "redis", url), JsonNodeFactory.instance.objectNode());
    }

    private static boolean writes(Jedis client) {
        try {
            client.rpush("notes", "b");
            return true;
        } catch (JedisDataException refused) {
            assertThat(refused).hasMessageStartingWith("NOREPLICAS");
            return false;
        }
    }
}
