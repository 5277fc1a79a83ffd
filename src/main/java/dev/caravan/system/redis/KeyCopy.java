package dev.caravan.system.redis;

import dev.caravan.model.Partition;
import dev.caravan.model.RowBuffer;
import dev.caravan.system.redis.RowFile.Fortune;
import dev.caravan.system.redis.RowShape.FoundKey;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A copy of the keys that are exported, in files: every reading of it gives the same records in the same order, whatever the
 * server's keys do meanwhile. A key is copied with its value and expiry of one instant, all keys within the time that the
 * copying takes. Safe for use by several threads.
 */
final class KeyCopy implements AutoCloseable {
    private static final int PAGE = 1000;

    private final RedisServer server;
    private final KeyChoice choice;
    private final RowShape shape;
    private final Path folder;
    private final List<KeySorter> listed = new ArrayList<>();
    private final long[] records = new long[KeyEntry.PARTITIONS];
    private final String[] digests = new String[KeyEntry.PARTITIONS];
    private final RedisSource.Keep keep;
    private boolean open;
    private boolean taken;

    /**
     * Nothing yet.
     *
     * @param folder a folder of its own, that goes with it
     * @param keep where it stays, or null
     */
    KeyCopy(RedisServer server, KeyChoice choice, RowShape shape, Path folder, RedisSource.Keep keep) {
        this.server = server;
        this.choice = choice;
        this.shape = shape;
        this.folder = folder;
        this.keep = keep;
    }

    RedisServer server() {
        return server;
    }

    RowShape shape() {
        return shape;
    }

    /** Lists the keys, once; answers the partitions. */
    synchronized List<Partition> partitions() {
        if (!open) {
            taken = keep != null && find();
            if (!taken) {
                list();
            }
            open = true;
        }
        List<Partition> partitions = new ArrayList<>();
        for (int number = 0; number < records.length; number++) {
            partitions.add(new Partition(id(number), choice.text(), String.valueOf(number), records[number], -1));
        }
        return partitions;
    }

    /** What a part holds. */
    synchronized String digest(int part) {
        take();
        return digests[part];
    }

    /** The file with the rows of a part. */
    synchronized Path file(int part) {
        take();
        return path(part);
    }

    @Override
    public synchronized void close() {
        listed.forEach(KeySorter::close);
        listed.clear();
        try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException left) {
            // It is of no more use to anybody, and readable by nobody else
        }
    }

    private static String id(int number) {
        return "keys part " + (number + 1) + " of " + KeyEntry.PARTITIONS;
    }

    /** Finds a copy that an earlier process kept, if it is the one that the ledger was begun with. */
    private boolean find() {
        List<KeptParts.Part> kept = KeptParts.read(keep.folder());
        if (kept.size() != records.length) {
            return false;
        }
        Map<String, String> known = keep.known().get();
        for (int number = 0; number < records.length; number++) {
            String wanted = known.get(id(number));
            records[number] = kept.get(number).records();
            digests[number] = kept.get(number).digest();
            if (wanted != null && !wanted.equals(digests[number])) {
                return false;
            }
        }
        return !known.isEmpty();
    }

    private void list() {
        Arrays.fill(records, 0);
        long[] byPattern = new long[choice.patterns().size() * records.length];
        try (RedisLink link = server.link()) {
            for (int number = 0; number < records.length; number++) {
                listed.add(new KeySorter(folder));
            }
            new KeyScan(link, choice).each(entry -> {
                int number = KeyEntry.partition(entry);
                listed.get(number).add(entry);
                int pattern = choice.joined() ? KeyEntry.pattern(entry) : 0;
                records[number] = Math.max(records[number], ++byPattern[pattern * records.length + number]);
            });
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void take() {
        if (taken) {
            return;
        }
        try (RedisLink link = server.link()) {
            if (keep != null) {
                KeptParts.begin(keep.folder());
            }
            ValueReader reader = server.reader(link);
            for (int part = 0; part < records.length; part++) {
                take(part, reader);
                listed.get(part).close();
            }
            if (keep != null) {
                KeptParts.end(keep.folder(), records, digests);
            }
            taken = true;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void take(int part, ValueReader reader) throws IOException {
        MessageDigest digest = sha256();
        long written = 0;
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(path(part)), digest), 1 << 16))) {
            Iterator<byte[]> entries = listed.get(part).sorted();
            byte[] ahead = entries.hasNext() ? entries.next() : null;
            List<byte[]> page = new ArrayList<>();
            while (ahead != null) {
                page.add(ahead);
                ahead = entries.hasNext() ? entries.next() : null;
                boolean whole = ahead == null || !KeyEntry.sameRecord(page.get(page.size() - 1), ahead);
                if (whole && (page.size() >= PAGE || ahead == null)) {
                    written += write(page, reader, out);
                    page.clear();
                }
            }
        }
        records[part] = written;
        digests[part] = "sha256:" + HexFormat.of().formatHex(digest.digest()) + " of " + written;
    }

    /** Writes the records of some entries; answers how many they are. */
    private int write(List<byte[]> entries, ValueReader reader, DataOutputStream out) throws IOException {
        List<byte[]> keys = entries.stream().map(KeyEntry::key).toList();
        KeyValue[] values = reader.read(keys);
        RowBuffer rows = new RowBuffer(shape.columns(), 16);
        List<FoundKey> record = new ArrayList<>();
        int written = 0;
        for (int entry = 0; entry < values.length; entry++) {
            // A key that two patterns mean is one record all the same
            if (record.isEmpty() || choice.joined()) {
                record.add(new FoundKey(keys.get(entry), KeyEntry.pattern(entries.get(entry)), values[entry]));
            }
            if (entry + 1 == values.length || !KeyEntry.sameRecord(entries.get(entry), entries.get(entry + 1))) {
                RowBuffer row = new RowBuffer(rows.columns(), 1, 512);
                RowFile.write(out, row, 0, fill(row, record));
                record.clear();
                written++;
            }
        }
        return written;
    }

    private Fortune fill(RowBuffer row, List<FoundKey> record) {
        Fortune fortune = Fortune.GONE;
        row.beginRow(0);
        if (record.stream().anyMatch(found -> !found.value().isGone())) {
            try {
                shape.add(row, record);
                row.endRow();
                return Fortune.FINE;
            } catch (Unfit unfit) {
                fortune = Fortune.rejected(unfit.code().code(), unfit.getMessage());
                row.abandonRow();
                row.beginRow(0);
            }
        }
        shape.addName(row, record);
        row.endRow();
        return fortune;
    }

    private Path path(int part) {
        return (keep == null ? folder : keep.folder()).resolve(KeptParts.name(part));
    }

    private dev.caravan.model.CaravanException failed(IOException cause) {
        return server.address()
                .error(
                        "its keys could not be kept in " + path(0).getParent() + ": " + cause.getMessage()
                                + "; make room there",
                        cause);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
