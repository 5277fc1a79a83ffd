package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.spi.Freeze;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Freezes a server by asking for more replicas than anybody has before it takes a write: that holds back every user and every
 * open connection, scripts too, and leaves reading alone. Keys go on expiring. The setting is the server's, all its databases
 * are frozen, and a restart thaws it. The mark is a key, written before the setting, for nothing can be written after it.
 */
final class RedisFreeze implements Freeze {
    /** The key that marks a frozen server. */
    static final String MARK = KeyChoice.OWN + "frozen";

    private static final String SETTING = "min-replicas-to-write";
    private static final String LAG = "min-replicas-max-lag";
    private static final String FROZEN = "1000000";
    private static final String USUAL_LAG = "10";
    private static final String TOKEN = "token";

    private final RedisServer server;
    private final RedisServer application;

    /**
     * A freeze of one server.
     *
     * @param application the same server as the application's user goes there
     */
    RedisFreeze(RedisServer server, RedisServer application) {
        this.server = server;
        this.application = application;
    }

    @Override
    public void freeze(String token) {
        with(link -> {
            Standing standing = standing(link);
            if (!standing.frozen()) {
                link.ask(
                        Command.HSET,
                        bytes(MARK),
                        bytes(TOKEN),
                        bytes(token),
                        bytes(SETTING),
                        bytes(setting(link, SETTING)),
                        bytes(LAG),
                        bytes(setting(link, LAG)));
                // With no lag allowed the server would not count replicas at all
                if (setting(link, LAG).equals("0")) {
                    link.askText(Command.CONFIG, "SET", LAG, USUAL_LAG);
                }
                link.askText(Command.CONFIG, "SET", SETTING, FROZEN);
            }
            return null;
        });
    }

    @Override
    public Standing look() {
        return with(this::standing);
    }

    @Override
    public Proof probe() {
        byte[] key = bytes(KeyChoice.OWN + "probe:" + UUID.randomUUID());
        try (RedisLink link = application.link()) {
            link.send(Command.SET, key, bytes("1"));
            link.send(Command.EXISTS, key);
            List<Object> answers = link.answers();
            boolean readable = answers.get(1) instanceof Long;
            if (answers.get(0) instanceof JedisDataException refusal) {
                String code = RedisFailure.code(refusal);
                boolean readOnly = code.equals("NOREPLICAS") || code.equals("READONLY");
                return new Proof(
                        readOnly,
                        readable,
                        readOnly
                                ? "the server refused it: " + code
                                : "the server refused it for another reason: " + code);
            }
            link.ask(Command.DEL, key);
            return new Proof(false, readable, "a key could be written");
        }
    }

    @Override
    public void thaw(String token) {
        with(link -> {
            if (standing(link).by(token)) {
                link.askText(Command.CONFIG, "SET", SETTING, kept(link, SETTING, "0"));
                link.askText(Command.CONFIG, "SET", LAG, kept(link, LAG, USUAL_LAG));
                link.askText(Command.DEL, MARK);
            }
            return null;
        });
    }

    private Standing standing(RedisLink link) {
        boolean frozen = setting(link, SETTING).equals(FROZEN);
        return frozen ? new Standing(true, kept(link, TOKEN, "")) : Standing.FREE;
    }

    private static String kept(RedisLink link, String field, String otherwise) {
        String kept = RedisLink.text(link.askText(Command.HGET, MARK, field));
        return kept == null ? otherwise : kept;
    }

    private static String setting(RedisLink link, String name) {
        List<byte[]> answer = link.list(link.askText(Command.CONFIG, "GET", name));
        return answer.size() < 2 ? "" : RedisLink.text(answer.get(1));
    }

    private <T> T with(Function<RedisLink, T> work) {
        try (RedisLink link = server.link()) {
            return work.apply(link);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
