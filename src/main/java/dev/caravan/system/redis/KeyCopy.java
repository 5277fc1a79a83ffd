package dev.caravan.system.redis;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A copy of the keys that are exported, in files: every reading of it gives the same records in the same order, whatever the
 * server's keys do meanwhile. A key is copied with its value and expiry of one instant, all keys within the time that the
 * copying takes. Safe for use by several threads.
 */
final class KeyCopy implements AutoCloseable {
    /** Of a number of parts: somebody gave up. */
    private static final int FAILED = Integer.MAX_VALUE / 2;

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
        try {
            if (keep != null) {
                KeptParts.begin(keep.folder());
            }
            takeSideBySide();
            if (keep != null) {
                KeptParts.end(keep.folder(), records, digests);
            }
            taken = true;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** One thread reads answers and writes them down while the server answers the other. */
    private void takeSideBySide() throws IOException {
        AtomicInteger next = new AtomicInteger();
        FutureTask<Void> beside = new FutureTask<>(() -> takeSome(next));
        Thread other = new Thread(beside, "redis copy");
        other.setDaemon(true);
        other.start();
        try {
            takeSome(next);
        } finally {
            await(beside, next);
        }
    }

    /** Takes parts for as long as there are any. */
    private Void takeSome(AtomicInteger next) throws IOException {
        try (RedisLink link = server.link()) {
            PartTaker taker =
                    new PartTaker(server.reader(link).only(choice.types()), choice, shape, () -> next.get() < FAILED);
            for (int part = next.getAndIncrement(); part < records.length; part = next.getAndIncrement()) {
                Optional<PartTaker.Taken> its = taker.take(listed.get(part), path(part));
                if (its.isPresent()) {
                    records[part] = its.get().records();
                    digests[part] = its.get().digest();
                    listed.get(part).close();
                }
            }
            return null;
        } catch (IOException | RuntimeException e) {
            next.set(FAILED);
            throw e;
        }
    }

    private void await(FutureTask<Void> beside, AtomicInteger next) throws IOException {
        try {
            beside.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            next.set(FAILED);
            Thread.currentThread().interrupt();
            throw new CaravanException(
                    ErrorCode.INTERRUPTED, server.address().shown(), "the copying of its keys was interrupted", e);
        }
    }

    private Path path(int part) {
        return (keep == null ? folder : keep.folder()).resolve(KeptParts.name(part));
    }

    private CaravanException failed(IOException cause) {
        return server.address()
                .error(
                        "its keys could not be kept in " + path(0).getParent() + ": " + cause.getMessage()
                                + "; make room there",
                        cause);
    }
}
