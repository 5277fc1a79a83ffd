package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.system.redis.DumpFile.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** All keys of one database, read with what DUMP makes of them, and put back by RESTORE. Used by one thread. */
final class KeyDumps implements AutoCloseable {
    /** How the keys of a proof begin. */
    static final byte[] SCRATCH = "caravan:proof:".getBytes(UTF_8);

    private static final byte[] ANY = "*".getBytes(UTF_8);
    private static final byte[] COUNT = "COUNT".getBytes(UTF_8);
    private static final byte[] MATCH = "MATCH".getBytes(UTF_8);
    private static final byte[] SCANNED = "2000".getBytes(UTF_8);
    private static final byte[] END = "0".getBytes(UTF_8);
    private static final byte[] REPLACE = "REPLACE".getBytes(UTF_8);
    private static final byte[] ABSOLUTE = "ABSTTL".getBytes(UTF_8);
    private static final int PAGE = 200;
    private static final int TRIES = 20;

    private final RedisServer server;
    private final SnapshotFolder.Pace pace;
    private final RedisLink link;
    private final ValueReader reader;

    KeyDumps(RedisServer settings, SnapshotFolder.Pace pace) {
        // Every byte counts here, whatever an export takes
        this.server = new RedisServer(settings.address(), true, Integer.MAX_VALUE);
        this.pace = pace;
        this.link = server.link();
        this.reader = server.reader(link);
    }

    /** Is shown keys in the order of their bytes. */
    @FunctionalInterface
    interface Sink {
        void take(Entry entry) throws IOException;
    }

    /** How many bytes the server holds, in all databases. */
    long memory() {
        return RedisLink.text(link.askText(Command.INFO, "memory"))
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line -> Long.parseLong(line.substring(12).strip()))
                .findFirst()
                .orElse(0);
    }

    /** Shows every key but those of a proof. */
    void each(Sink sink) throws IOException {
        keys(ANY, keys -> {
            while (keys.hasNext()) {
                List<byte[]> page = new ArrayList<>();
                while (keys.hasNext() && page.size() < PAGE) {
                    page.add(keys.next());
                }
                pace.goOn();
                for (Entry entry : read(page)) {
                    sink.take(entry);
                }
            }
        });
    }

    /** Takes every key away that is not one of these, which come in order. */
    void keepOnly(Iterator<byte[]> kept) throws IOException {
        keys(ANY, keys -> {
            byte[] next = kept.hasNext() ? kept.next() : null;
            while (keys.hasNext()) {
                byte[] key = keys.next();
                while (next != null && Arrays.compareUnsigned(next, key) < 0) {
                    next = kept.hasNext() ? kept.next() : null;
                }
                if (next == null || !Arrays.equals(next, key)) {
                    pace.goOn();
                    link.ask(Command.DEL, key);
                }
            }
        });
    }

    /** Puts keys back under their names with {@code before} in front. */
    void restore(List<Entry> entries, byte[] before) {
        for (Entry entry : entries) {
            byte[] moment = String.valueOf(Math.max(0, entry.expiresAt())).getBytes(UTF_8);
            link.send(Command.RESTORE, name(before, entry.key()), moment, entry.dump(), REPLACE, ABSOLUTE);
        }
        link.answers().forEach(link::accepted);
    }

    /** What the keys of a proof hold now, each under its own name; those that have gone are left out. */
    List<Entry> readScratch(List<Entry> entries) {
        List<byte[]> names =
                entries.stream().map(entry -> name(SCRATCH, entry.key())).toList();
        List<Entry> found = new ArrayList<>();
        for (Entry one : read(names)) {
            byte[] key = Arrays.copyOfRange(one.key(), SCRATCH.length, one.key().length);
            found.add(new Entry(key, one.type(), one.expiresAt(), one.dump(), one.digest()));
        }
        return found;
    }

    void dropScratch() throws IOException {
        keys(name(SCRATCH, ANY), keys -> {
            while (keys.hasNext()) {
                link.ask(Command.DEL, keys.next());
            }
        });
    }

    @Override
    public void close() {
        link.close();
    }

    /** The keys with dump and value of one moment each; those that have gone are left out. */
    private List<Entry> read(List<byte[]> keys) {
        List<Entry> found = new ArrayList<>();
        for (int tries = 0; tries < TRIES; tries++) {
            List<byte[]> dumps = dumps(keys);
            KeyValue[] values = reader.read(keys);
            List<byte[]> again = dumps(keys);
            found.clear();
            boolean quiet = true;
            for (int key = 0; key < values.length; key++) {
                boolean same = Arrays.equals(dumps.get(key), again.get(key))
                        && values[key].isGone() == (dumps.get(key) == null);
                quiet = quiet && same;
                if (same && dumps.get(key) != null) {
                    found.add(entry(keys.get(key), values[key], dumps.get(key)));
                }
            }
            if (quiet) {
                return found;
            }
        }
        throw new CaravanException(
                ErrorCode.SOURCE_CHANGED,
                server.address().shown(),
                "keys were written " + TRIES
                        + " times while they were read; stop who writes them (freeze), and run again");
    }

    private List<byte[]> dumps(List<byte[]> keys) {
        keys.forEach(key -> link.send(Command.DUMP, key));
        List<byte[]> dumps = new ArrayList<>();
        link.answers().forEach(answer -> dumps.add((byte[]) link.accepted(answer)));
        return dumps;
    }

    private Entry entry(byte[] key, KeyValue value, byte[] dump) {
        if (value.isRejected()) {
            throw server.address().error("key '" + TextForm.shown(key) + "' cannot be copied: " + value.reason(), null);
        }
        int before = isScratch(key) ? SCRATCH.length : 0;
        MessageDigest digest = sha256();
        digest.update(
                ByteBuffer.allocate(Integer.BYTES).putInt(key.length - before).array());
        digest.update(key, before, key.length - before);
        digest.update((byte) value.type().ordinal());
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value.expiresAt()).array());
        digest.update(value.text());
        return new Entry(key, value.type(), value.expiresAt(), dump, digest.digest());
    }

    private void keys(byte[] pattern, Listed listed) throws IOException {
        Path folder = Files.createTempDirectory("caravan-redis");
        try (KeySorter sorter = new KeySorter(folder)) {
            boolean proof = pattern.length > ANY.length;
            byte[] cursor = END;
            do {
                pace.goOn();
                List<?> answer = (List<?>) link.ask(Command.SCAN, cursor, MATCH, pattern, COUNT, SCANNED);
                cursor = (byte[]) answer.get(0);
                for (byte[] key : link.list(answer.get(1))) {
                    if (proof == isScratch(key)) {
                        sorter.add(key);
                    }
                }
            } while (!Arrays.equals(cursor, END));
            listed.go(sorter.sorted());
        } finally {
            Files.deleteIfExists(folder);
        }
    }

    private static boolean isScratch(byte[] key) {
        return key.length >= SCRATCH.length && Arrays.equals(key, 0, SCRATCH.length, SCRATCH, 0, SCRATCH.length);
    }

    private static byte[] name(byte[] before, byte[] key) {
        byte[] name = Arrays.copyOf(before, before.length + key.length);
        System.arraycopy(key, 0, name, before.length, key.length);
        return name;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Goes through keys in the order of their bytes. */
    @FunctionalInterface
    private interface Listed {
        void go(Iterator<byte[]> keys) throws IOException;
    }
}
