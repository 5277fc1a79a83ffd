package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.model.Unfit;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.exceptions.JedisDataException;

/** The commands that read a whole value of each type, and what their answers make. */
final class Fetch {
    private static final byte[] FIRST = "0".getBytes(US_ASCII);
    private static final byte[] LAST = "-1".getBytes(US_ASCII);
    private static final byte[] LOWEST = "-".getBytes(US_ASCII);
    private static final byte[] HIGHEST = "+".getBytes(US_ASCII);
    private static final byte[] SCORES = "WITHSCORES".getBytes(US_ASCII);
    private static final byte[] STREAM = "STREAM".getBytes(US_ASCII);
    private static final byte[] GROUPS = "GROUPS".getBytes(US_ASCII);

    private final RedisLink link;
    private final ValueText texts;
    private final Spans spans = new Spans();
    private final JsonBytes json = new JsonBytes();

    Fetch(RedisLink link, ValueText texts) {
        this.link = link;
        this.texts = texts;
    }

    int answers(KeyType type) {
        return type == KeyType.STREAM ? 3 : 1;
    }

    void send(KeyType type, byte[] key) {
        switch (type) {
            case STRING -> link.send(Command.GET, key);
            case HASH -> link.send(Command.HGETALL, key);
            case LIST -> link.send(Command.LRANGE, key, FIRST, LAST);
            case SET -> link.send(Command.SMEMBERS, key);
            case ZSET -> link.send(Command.ZRANGE, key, FIRST, LAST, SCORES);
            case STREAM -> {
                link.send(Command.XRANGE, key, LOWEST, HIGHEST);
                sendShape(key);
            }
        }
    }

    /** Asks what belongs to a stream beside its entries. */
    void sendShape(byte[] key) {
        link.send(Command.XINFO, STREAM, key);
        link.send(Command.XINFO, GROUPS, key);
    }

    /** What the next answers make, which are those to {@link #send}; null for a key that is of another type by now. */
    KeyValue next(KeyType type, long expiresAt) {
        if (type == KeyType.HASH && link.next(spans)) {
            try {
                return new KeyValue(type, texts.hash(spans, json), expiresAt, null, null);
            } catch (Unfit unfit) {
                return KeyValue.rejected(type, unfit.code(), unfit.getMessage());
            }
        }
        List<Object> answers = new ArrayList<>();
        for (int answer = answers(type); answer > 0; answer--) {
            answers.add(link.next());
        }
        return isWrongType(answers) ? null : value(type, answers, expiresAt);
    }

    /** Somebody has put another value there since its type was asked for. */
    static boolean isWrongType(List<?> answers) {
        return answers.get(0) instanceof JedisDataException refusal
                && RedisFailure.code(refusal).equals("WRONGTYPE");
    }

    KeyValue value(KeyType type, List<?> answers, long expiresAt) {
        try {
            Object first = link.accepted(answers.get(0));
            byte[] text =
                    switch (type) {
                        case STRING -> texts.string((byte[]) first);
                        case HASH -> texts.hash(link.list(first));
                        case LIST -> texts.list(link.list(first));
                        case SET -> texts.set(link.list(first));
                        case ZSET -> texts.sortedSet(link.list(first));
                        case STREAM -> texts.stream((List<?>) first, lastId(answers.get(1)), groups(answers.get(2)));
                    };
            return new KeyValue(type, text, expiresAt, null, null);
        } catch (Unfit unfit) {
            return KeyValue.rejected(type, unfit.code(), unfit.getMessage());
        }
    }

    String lastId(Object shape) {
        return named((List<?>) link.accepted(shape), "last-generated-id");
    }

    /** Names and last ids of a stream's groups, in turn. */
    List<String> groups(Object answer) {
        List<String> groups = new ArrayList<>();
        for (Object group : (List<?>) link.accepted(answer)) {
            groups.add(named((List<?>) group, "name"));
            groups.add(named((List<?>) group, "last-delivered-id"));
        }
        return groups;
    }

    private static String named(List<?> pairs, String name) {
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            if (name.equals(RedisLink.text(pairs.get(i)))) {
                return RedisLink.text(pairs.get(i + 1));
            }
        }
        return "";
    }
}
