package dev.caravan.system.redis;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.system.redis.DumpFile.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Copies every key of one database by DUMP, with the moment at which it expires, and brings keys back by RESTORE (Redis 5 or
 * newer). That needs no access to the server's disk, as its RDB file would, is of one database, and goes into any server that
 * is not older. Redis knows no reading at one moment: keys that stay are looked at twice, keys that expire by themselves are
 * taken as each is when it is read, and no part of what is compared later, for they go without anybody's doing.
 */
final class RedisSnapshot implements Snapshot {
    private static final String TOOL = "Redis, DUMP of every key";
    private static final int PAGE_KEYS = 200;
    private static final long PAGE_BYTES = 2 << 20;

    private final RedisServer server;

    RedisSnapshot(RedisServer server) {
        this.server = server;
    }

    @Override
    public Contents take(SnapshotFolder folder) {
        folder.goOn();
        try (KeyDumps keys = new KeyDumps(server, folder.pace())) {
            folder.need(keys.memory());
            Tally tally = new Tally();
            try (OutputStream file = Channels.newOutputStream(folder.create(DumpFile.NAME));
                    PartOutput out = new PartOutput(file, KeyDumps.sha256()::update)) {
                keys.each(entry -> {
                    tally.add(entry);
                    DumpFile.write(out, entry);
                });
                out.flush();
            }
            Contents taken = tally.contents();
            if (!taken.differences(look(folder.pace())).isEmpty()) {
                throw new CaravanException(
                        ErrorCode.SOURCE_CHANGED,
                        server.address().shown(),
                        "keys were written while they were copied; stop who writes them (freeze), and run again");
            }
            return taken;
        } catch (IOException e) {
            throw folder.unwritten(e);
        }
    }

    @Override
    public String prove(SnapshotFolder folder, Contents taken) {
        folder.goOn();
        try (KeyDumps keys = new KeyDumps(server, folder.pace())) {
            keys.dropScratch();
            Tally tally = new Tally();
            try {
                pages(folder, page -> {
                    page.forEach(tally::add);
                    provePage(folder, keys, page);
                });
            } finally {
                keys.dropScratch();
            }
            if (!taken.differences(tally.contents()).isEmpty()) {
                throw folder.unproved("it does not hold what was taken");
            }
            return "restored page by page under names of its own on the same server; every key read back and compared";
        } catch (IOException e) {
            throw folder.unproved("it cannot be read (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public void restore(SnapshotFolder folder) {
        folder.goOn();
        try (KeyDumps keys = new KeyDumps(server, folder.pace());
                Names names = new Names(new PartInput(folder.file(DumpFile.NAME)))) {
            keys.keepOnly(names);
            pages(folder, page -> keys.restore(page, new byte[0]));
        } catch (IOException e) {
            throw folder.unproved("it cannot be read (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public Contents look(SnapshotFolder.Pace pace) {
        return look(pace, key -> true);
    }

    /** Keys of one type are one part, so the copy is read again without the keys that are left out. */
    @Override
    public List<String> differences(SnapshotFolder folder, Contents taken, Set<String> moved) {
        MovedKeys keys = MovedKeys.of(moved);
        Tally before = new Tally();
        try {
            pages(folder, page -> page.stream()
                    .filter(entry -> !keys.has(entry.key()))
                    .forEach(before::add));
        } catch (IOException e) {
            throw folder.unproved("it cannot be read (" + e.getMessage() + ")", e);
        }
        return before.contents().differences(look(folder.pace(), key -> !keys.has(key)));
    }

    private Contents look(SnapshotFolder.Pace pace, Predicate<byte[]> counts) {
        pace.goOn();
        try (KeyDumps keys = new KeyDumps(server, pace)) {
            Tally tally = new Tally();
            keys.each(entry -> {
                if (counts.test(entry.key())) {
                    tally.add(entry);
                }
            });
            return tally.contents();
        } catch (IOException e) {
            throw server.address().error("its keys could not be listed: " + e.getMessage(), e);
        }
    }

    /** A key whose time is over is not put back: the server says so by not having it. */
    private static void provePage(SnapshotFolder folder, KeyDumps keys, List<Entry> page) throws IOException {
        try {
            keys.restore(page, KeyDumps.SCRATCH);
        } catch (CaravanException refused) {
            throw folder.unproved(
                    "its keys could not be restored under other names to prove it (" + refused.getMessage()
                            + "): take it before the server is frozen, and let this user write",
                    refused);
        }
        List<Entry> back = keys.readScratch(page);
        int next = 0;
        for (Entry entry : page) {
            boolean there = next < back.size() && back.get(next).holdsTheSame(entry);
            next += there ? 1 : 0;
            if (!there && !(entry.expires() && entry.expiresAt() <= System.currentTimeMillis())) {
                throw folder.unproved("restored, key '" + TextForm.shown(entry.key()) + "' is not what was taken");
            }
        }
        keys.dropScratch();
    }

    private static void pages(SnapshotFolder folder, Pages pages) throws IOException {
        try (PartInput in = new PartInput(folder.file(DumpFile.NAME))) {
            List<Entry> page = new ArrayList<>();
            long bytes = 0;
            for (Entry entry = DumpFile.read(in); entry != null; entry = DumpFile.read(in)) {
                page.add(entry);
                bytes += entry.dump().length;
                if (page.size() == PAGE_KEYS || bytes > PAGE_BYTES) {
                    folder.goOn();
                    pages.take(page);
                    page = new ArrayList<>();
                    bytes = 0;
                }
            }
            pages.take(page);
        }
    }

    /** Is given the keys of a copy, some at once. */
    @FunctionalInterface
    private interface Pages {
        void take(List<Entry> page) throws IOException;
    }

    /** What keys hold, by their type. */
    private static final class Tally {
        private final Map<KeyType, MessageDigest> digests = new TreeMap<>();
        private final Map<KeyType, Long> counts = new TreeMap<>();
        private long expiring;

        void add(Entry entry) {
            if (entry.expires()) {
                expiring++;
                return;
            }
            MessageDigest digest = digests.computeIfAbsent(entry.type(), type -> KeyDumps.sha256());
            digest.update(entry.digest());
            counts.merge(entry.type(), 1L, Long::sum);
        }

        Contents contents() {
            List<Part> parts = new ArrayList<>();
            digests.forEach((type, digest) -> parts.add(new Part(
                    "keys of type " + type.word(),
                    counts.get(type),
                    HexFormat.of().formatHex(digest.digest()))));
            List<String> notes = expiring == 0
                    ? List.of()
                    : List.of(expiring + " keys expire by themselves: they are in the copy and come back with it while"
                            + " their time is not over; they are not counted and not compared later");
            return new Contents(TOOL, parts, notes);
        }
    }

    /** The names of the keys of a copy, in their order. */
    private static final class Names implements Iterator<byte[]>, AutoCloseable {
        private final PartInput in;
        private Entry ahead;

        Names(PartInput in) throws IOException {
            this.in = in;
            this.ahead = DumpFile.read(in);
        }

        @Override
        public boolean hasNext() {
            return ahead != null;
        }

        @Override
        public byte[] next() {
            if (ahead == null) {
                throw new NoSuchElementException();
            }
            byte[] key = ahead.key();
            try {
                ahead = DumpFile.read(in);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return key;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
