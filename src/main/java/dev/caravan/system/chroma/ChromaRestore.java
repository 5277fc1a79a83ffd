package dev.caravan.system.chroma;

import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Makes collections anew from a snapshot, batch by batch, and reads every batch back: the records exactly, the vectors as the
 * index keeps them.
 */
final class ChromaRestore {
    private static final long MOST_BYTES = 8 << 20;

    private final Server server;
    private final SnapshotFolder folder;
    private final UpsertBody body;
    private final int most;

    ChromaRestore(Server server, SnapshotFolder folder) {
        this.server = server;
        this.folder = folder;
        Server.Limits limits = server.connect();
        this.body = new UpsertBody(limits.base64());
        this.most = Math.min(limits.most(), PageSize.MOST_BY_ID);
    }

    /** Makes a collection of this name hold what was copied; answers what it holds then, under the copied one's name. */
    Snapshot.Part into(String name, CopiedCollection copied) throws IOException {
        if (server.find(name).isPresent()) {
            server.drop(name);
        }
        Collection collection = server.create(name, copied.settings());
        batches(copied, batch -> {
            send(collection, batch);
            return true;
        });
        Collection made = server.find(name).orElseThrow();
        Collection named = new Collection(made.id(), copied.name(), made.dimension(), made.settings());
        return new ChromaContents(server, folder.pace()).read(named, (page, index) -> {});
    }

    /** True when the collection of the copied one's name is as it was copied: every record of it is compared. */
    boolean isAsCopied(CopiedCollection copied) throws IOException {
        Optional<Collection> there = server.find(copied.name());
        if (there.isEmpty()
                || !there.get().settings().equals(copied.settings())
                || there.get().dimension() != copied.dimension()) {
            return false;
        }
        long count = server.count(there.get());
        AtomicLong found = new AtomicLong();
        boolean same = batches(copied, batch -> {
            found.addAndGet(batch.size());
            return found.get() <= count && isStored(there.get(), batch);
        });
        return same && found.get() == count;
    }

    /** Reads a copied collection, batch by batch, until one is answered with false; answers whether none was. */
    private boolean batches(CopiedCollection copied, Predicate<List<Outgoing>> each) throws IOException {
        List<Outgoing> batch = new ArrayList<>();
        long bytes = 0;
        try (BufferedReader lines = Files.newBufferedReader(folder.file(copied.file()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Outgoing record = RecordLine.read(line, copied.name());
                if (batch.size() == most || bytes + record.size() > MOST_BYTES && !batch.isEmpty()) {
                    if (!taken(batch, each)) {
                        return false;
                    }
                    bytes = 0;
                }
                batch.add(record);
                bytes += record.size();
            }
        }
        return taken(batch, each);
    }

    private boolean taken(List<Outgoing> batch, Predicate<List<Outgoing>> each) {
        if (batch.isEmpty()) {
            return true;
        }
        folder.goOn();
        boolean taken = each.test(batch);
        batch.clear();
        return taken;
    }

    private void send(Collection collection, List<Outgoing> batch) {
        try {
            body.fill(batch);
            server.upsert(collection, body.bytes(), body.length());
        } catch (Refused refused) {
            throw server.http().error("collection '" + collection.name() + "' could not be restored", refused);
        }
        if (!isStored(collection, batch)) {
            throw folder.unproved(
                    "a record of collection '" + collection.name() + "' is not there as it was copied, once restored");
        }
    }

    private boolean isStored(Collection collection, List<Outgoing> batch) {
        List<String> ids = batch.stream().map(Outgoing::id).toList();
        Page page = server.read(collection, ids, Server.ALL);
        Map<String, Integer> places = new HashMap<>();
        for (int index = 0; index < page.count(); index++) {
            places.put(page.id(index), index);
        }
        for (Outgoing record : batch) {
            Integer at = places.get(record.id());
            if (at == null || !record.isStoredIn(page, at) || !record.hasVectorOf(page, at, collection.rounds())) {
                return false;
            }
        }
        return true;
    }
}
