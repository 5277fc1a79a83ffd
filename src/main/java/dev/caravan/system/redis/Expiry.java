package dev.caravan.system.redis;

import java.util.Arrays;
import java.util.List;

/**
 * Asks within a transaction for the moment at which keys expire. Servers before 7.0 know only how long they have: then the
 * server's clock is asked before and behind, and the moment is exact where both are of the same millisecond.
 */
final class Expiry {
    /** The moment could not be told exactly; ask again. */
    static final long UNSURE = Long.MIN_VALUE;

    private final boolean absolute;

    /**
     * A way to ask.
     *
     * @param absolute whether the server knows PEXPIRETIME
     */
    Expiry(boolean absolute) {
        this.absolute = absolute;
    }

    /** How many answers belong to one key. */
    int answers() {
        return absolute ? 1 : 3;
    }

    void send(RedisLink link, byte[] key) {
        if (absolute) {
            link.send(Command.PEXPIRETIME, key);
            return;
        }
        link.send(Command.TIME);
        link.send(Command.PTTL, key);
        link.send(Command.TIME);
    }

    /** The same, out of the next answers. */
    long next(RedisLink link) {
        if (absolute) {
            return (Long) link.accepted(link.next());
        }
        return read(link, Arrays.asList(link.next(), link.next(), link.next()), 0);
    }

    /** The moment, as {@link KeyValue#expiresAt} has it, out of the answers from {@code at} on. */
    long read(RedisLink link, List<?> answers, int at) {
        if (absolute) {
            return (Long) link.accepted(answers.get(at));
        }
        long left = (Long) link.accepted(answers.get(at + 1));
        long before = millis(link, answers.get(at));
        if (left < 0) {
            return left;
        }
        return before == millis(link, answers.get(at + 2)) ? before + left : UNSURE;
    }

    private static long millis(RedisLink link, Object answer) {
        List<byte[]> parts = link.list(answer);
        return Long.parseLong(RedisLink.text(parts.get(0))) * 1000
                + Long.parseLong(RedisLink.text(parts.get(1))) / 1000;
    }
}
