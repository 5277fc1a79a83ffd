package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.model.RejectCode;
import dev.caravan.model.Unfit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads one large value in parts, so that it holds up neither the server nor this process. The key is watched meanwhile: a
 * value that was written between two parts is read again, in the end at once. What has more bytes than are taken is given up
 * as soon as that shows.
 */
final class LargeValues {
    private static final int PART = 2000;
    private static final int TRIES = 3;

    /** The server needs more room for a value than its bytes; beyond this it cannot be small enough. */
    private static final int STRING_OVERHEAD = 2;

    private final RedisLink link;
    private final Expiry expiry;
    private final ValueText texts;
    private final Fetch fetch;

    LargeValues(RedisLink link, Expiry expiry, ValueText texts) {
        this.link = link;
        this.expiry = expiry;
        this.texts = texts;
        this.fetch = new Fetch(link, texts);
    }

    KeyValue read(byte[] key, KeyType type, long bytes) {
        try {
            if (type == KeyType.STRING && bytes != Long.MAX_VALUE) {
                texts.requireRoom(bytes / STRING_OVERHEAD);
            }
            for (int tries = 0; tries < TRIES && type != KeyType.STRING; tries++) {
                KeyValue value = inParts(key, type);
                if (value != null) {
                    return value;
                }
            }
        } catch (Unfit unfit) {
            link.ask(Command.UNWATCH);
            return KeyValue.rejected(type, unfit.code(), unfit.getMessage());
        }
        return atOnce(key, type);
    }

    /** The value, or null where the key was written meanwhile. */
    private KeyValue inParts(byte[] key, KeyType type) throws Unfit {
        link.ask(Command.WATCH, key);
        if (!type.word().equals(RedisLink.text(link.ask(Command.TYPE, key)))) {
            link.ask(Command.UNWATCH);
            return gone(key) ? KeyValue.gone() : null;
        }
        Object whole = parts(key, type);
        link.send(Command.MULTI);
        if (type == KeyType.STREAM) {
            fetch.sendShape(key);
        }
        expiry.send(link, key);
        link.send(Command.EXEC);
        List<Object> answers = link.answers();
        List<?> executed = (List<?>) link.accepted(answers.get(answers.size() - 1));
        if (executed == null) {
            return null;
        }
        int shape = type == KeyType.STREAM ? 2 : 0;
        long expiresAt = expiry.read(link, executed, shape);
        if (expiresAt == KeyValue.gone().expiresAt()) {
            return KeyValue.gone();
        }
        List<Object> all = new ArrayList<>(List.of(whole));
        all.addAll(executed.subList(0, shape));
        return expiresAt == Expiry.UNSURE ? null : fetch.value(type, all, expiresAt);
    }

    private KeyValue atOnce(byte[] key, KeyType type) {
        for (int tries = 0; tries < TRIES * TRIES; tries++) {
            link.send(Command.MULTI);
            fetch.send(type, key);
            expiry.send(link, key);
            link.send(Command.EXEC);
            List<Object> answers = link.answers();
            List<?> executed = (List<?>) link.accepted(answers.get(answers.size() - 1));
            long expiresAt = expiry.read(link, executed, fetch.answers(type));
            if (expiresAt == KeyValue.gone().expiresAt()) {
                return KeyValue.gone();
            }
            if (Fetch.isWrongType(executed)) {
                return KeyValue.rejected(
                        null,
                        RejectCode.BAD_TYPE,
                        "it was a " + type.word() + " and became another type while it was read");
            }
            if (expiresAt != Expiry.UNSURE) {
                return fetch.value(type, executed, expiresAt);
            }
        }
        throw link.address().error("the server's clock jumps: the time at which a key expires cannot be told", null);
    }

    private boolean gone(byte[] key) {
        return "none".equals(RedisLink.text(link.ask(Command.TYPE, key)));
    }

    /** All parts, as one answer to the command that reads the whole would have them. */
    private Object parts(byte[] key, KeyType type) throws Unfit {
        return switch (type) {
            case STRING -> throw new IllegalArgumentException("a string has no parts");
            case HASH -> scanned(Command.HSCAN, key);
            case SET -> scanned(Command.SSCAN, key);
            case LIST -> ranged(Command.LRANGE, key);
            case ZSET -> ranged(Command.ZRANGE, key, ascii("WITHSCORES"));
            case STREAM -> entries(key);
        };
    }

    private List<byte[]> scanned(Command command, byte[] key) throws Unfit {
        List<byte[]> all = new ArrayList<>();
        Room room = new Room();
        byte[] cursor = ascii("0");
        do {
            List<?> answer = (List<?>) link.ask(command, key, cursor, ascii("COUNT"), ascii(String.valueOf(PART)));
            cursor = (byte[]) answer.get(0);
            room.take(link.list(answer.get(1)), all);
        } while (!Arrays.equals(cursor, ascii("0")));
        return all;
    }

    private List<byte[]> ranged(Command command, byte[] key, byte[]... more) throws Unfit {
        List<byte[]> all = new ArrayList<>();
        Room room = new Room();
        int each = 1 + more.length;
        int found;
        do {
            long from = all.size() / each;
            List<byte[]> arguments =
                    new ArrayList<>(List.of(key, ascii(String.valueOf(from)), ascii(String.valueOf(from + PART - 1))));
            arguments.addAll(List.of(more));
            List<byte[]> part = link.list(link.ask(command, arguments.toArray(new byte[0][])));
            room.take(part, all);
            found = part.size();
        } while (found == PART * each);
        return all;
    }

    private List<Object> entries(byte[] key) throws Unfit {
        List<Object> all = new ArrayList<>();
        Room room = new Room();
        byte[] from = ascii("-");
        List<?> part;
        do {
            part = (List<?>) link.ask(Command.XRANGE, key, from, ascii("+"), ascii("COUNT"), ascii("" + PART));
            for (Object entry : part) {
                room.take(link.list(((List<?>) entry).get(1)), new ArrayList<>());
                all.add(entry);
                from = ascii("(" + RedisLink.text(((List<?>) entry).get(0)));
            }
        } while (part.size() == PART);
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /** Counts what was read, and gives up when it is too much. */
    private final class Room {
        private long bytes;

        void take(List<byte[]> part, List<byte[]> into) throws Unfit {
            for (byte[] element : part) {
                bytes += element.length + 3;
            }
            texts.requireRoom(bytes);
            into.addAll(part);
        }
    }
}
