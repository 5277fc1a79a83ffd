package dev.caravan.system.chroma;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Copies every collection of a database page by page: ids, documents, addresses, metadata, vectors, and what the collection
 * was made with. Chroma knows no transactions: a second look at ids, documents and metadata finds what was written meanwhile.
 * The proof restores into collections of another name in the same database.
 */
final class ChromaSnapshot implements Snapshot {
    /** How the names of the proof's collections begin. */
    static final String SCRATCH = "caravan-proof-";

    private static final String LIST = "collections.ndjson";
    private static final long BYTES_BESIDE_VECTOR = 2_000;

    private final Supplier<Server> servers;

    ChromaSnapshot(Supplier<Server> servers) {
        this.servers = servers;
    }

    @Override
    public Contents take(SnapshotFolder folder) {
        try (Server server = servers.get()) {
            folder.goOn();
            server.connect();
            List<Collection> collections = collections(server);
            folder.need(size(server, collections));
            ChromaContents contents = new ChromaContents(server, folder.pace());
            List<Part> parts = new ArrayList<>();
            List<String> notes = new ArrayList<>();
            Map<String, String> quick = new HashMap<>();
            try (OutputStream list = out(folder, LIST)) {
                for (Collection collection : collections) {
                    String file = String.format("%04d.ndjson", parts.size() + 1);
                    quick.put(collection.id(), contents.quick(collection));
                    try (OutputStream out = out(folder, file)) {
                        parts.add(contents.read(collection, (page, index) -> out.write(RecordLine.of(page, index))));
                    }
                    list.write(
                            new CopiedCollection(collection.name(), file, collection.dimension(), collection.settings())
                                    .line()
                                    .getBytes(StandardCharsets.UTF_8));
                    note(server, collection, parts.get(parts.size() - 1), notes);
                }
            }
            requireUnchanged(server, contents, collections, quick);
            return new Contents("Chroma API v2, page by page", parts, notes);
        } catch (IOException e) {
            throw folder.unwritten(e);
        }
    }

    @Override
    public String prove(SnapshotFolder folder, Contents taken) {
        try (Server server = servers.get()) {
            folder.goOn();
            dropScratch(server);
            try {
                ChromaRestore restore = new ChromaRestore(server, folder);
                Map<String, Long> counts = taken.parts().stream().collect(Collectors.toMap(Part::name, Part::count));
                int number = 0;
                for (CopiedCollection copied : list(folder)) {
                    Part part = restore.into(SCRATCH + ++number, copied);
                    Part expected = taken.parts().stream()
                            .filter(one -> one.name().equals("collection " + copied.name()))
                            .findFirst()
                            .orElse(null);
                    if (expected == null || !Objects.equals(part.digest(), expected.digest())) {
                        throw folder.unproved("restored, collection '" + copied.name() + "' is not what was taken");
                    }
                    counts.remove(expected.name());
                }
                if (!counts.isEmpty()) {
                    throw folder.unproved("it lacks " + String.join(", ", counts.keySet()));
                }
            } finally {
                dropScratch(server);
            }
            return "restored into collections of another name in the same database; every record of "
                    + taken.parts().size() + " collections read back and compared";
        } catch (IOException e) {
            throw folder.unwritten(e);
        }
    }

    @Override
    public void restore(SnapshotFolder folder) {
        try (Server server = servers.get()) {
            folder.goOn();
            server.connect();
            List<CopiedCollection> copied = list(folder);
            for (Collection there : collections(server)) {
                if (copied.stream().noneMatch(one -> one.name().equals(there.name()))) {
                    server.drop(there.name());
                }
            }
            ChromaRestore restore = new ChromaRestore(server, folder);
            for (CopiedCollection collection : copied) {
                if (!restore.isAsCopied(collection)) {
                    restore.into(collection.name(), collection);
                }
            }
        } catch (IOException e) {
            throw folder.unproved("it cannot be read (" + e.getMessage() + ")");
        }
    }

    @Override
    public Contents look(SnapshotFolder.Pace pace) {
        try (Server server = servers.get()) {
            pace.goOn();
            ChromaContents contents = new ChromaContents(server, pace);
            List<Part> parts = new ArrayList<>();
            for (Collection collection : collections(server)) {
                parts.add(contents.read(collection, (page, index) -> {}));
            }
            return new Contents("Chroma API v2, page by page", parts, List.of());
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written while looking", e);
        }
    }

    private static List<Collection> collections(Server server) {
        return server.all().stream()
                .filter(one -> !one.name().startsWith(SCRATCH))
                .toList();
    }

    private static long size(Server server, List<Collection> collections) {
        long bytes = 0;
        for (Collection collection : collections) {
            bytes += server.count(collection) * (collection.dimension() * 6L + BYTES_BESIDE_VECTOR);
        }
        return bytes;
    }

    private static void note(Server server, Collection collection, Part part, List<String> notes) {
        long without = server.count(collection) - part.count();
        if (without > 0) {
            notes.add(without + " records of collection '" + collection.name()
                    + "' have no vector and are left out: the server does not take such records back");
        }
        if (collection.rounds()) {
            notes.add("collection '" + collection.name()
                    + "' rounds vectors (cosine): they are compared one by one, 2^-22 apart at most, when restored");
        }
    }

    private static void requireUnchanged(
            Server server, ChromaContents contents, List<Collection> collections, Map<String, String> quick) {
        boolean same = collections(server).equals(collections);
        for (Collection collection : collections) {
            same = same && contents.quick(collection).equals(quick.get(collection.id()));
        }
        if (!same) {
            throw new CaravanException(
                    ErrorCode.SOURCE_CHANGED,
                    server.address().shown(),
                    "the collections were written while they were copied; stop who writes them (freeze), and run again");
        }
    }

    private static void dropScratch(Server server) {
        for (Collection collection : server.all()) {
            if (collection.name().startsWith(SCRATCH)) {
                server.drop(collection.name());
            }
        }
    }

    private static List<CopiedCollection> list(SnapshotFolder folder) throws IOException {
        List<CopiedCollection> all = new ArrayList<>();
        for (String line : Files.readAllLines(folder.file(LIST))) {
            all.add(CopiedCollection.of(line));
        }
        return all;
    }

    private static OutputStream out(SnapshotFolder folder, String name) throws IOException {
        return new BufferedOutputStream(Channels.newOutputStream(folder.create(name)), 1 << 16);
    }
}
