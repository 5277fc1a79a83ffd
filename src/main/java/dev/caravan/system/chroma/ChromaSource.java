package dev.caravan.system.chroma;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads collections page by page, in the order in which the server keeps the records. A change behind its back is noticed at
 * the end of a collection by a digest over ids, documents and metadata; vectors are too many bytes to read twice, and
 * verification compares them all.
 */
final class ChromaSource implements Source {
    private final Server server;
    private final List<String> names;
    private final RowForm form;
    private final Map<String, Collection> collections = new LinkedHashMap<>();
    private final Map<String, String> identities = new ConcurrentHashMap<>();
    private final Map<String, ContentDigest> running = new ConcurrentHashMap<>();
    private volatile boolean begun;

    /** A source over some collections; nothing is opened. */
    ChromaSource(Server server, List<String> names, RowForm form) {
        this.server = server;
        this.names = List.copyOf(names);
        this.form = form;
    }

    @Override
    public List<Partition> open() {
        server.connect();
        List<Partition> partitions = new ArrayList<>();
        for (String name : names) {
            Collection collection = server.find(name).orElseThrow(() -> server.address()
                    .error("there is no collection '" + name + "'; check the name and the database", null));
            collections.put(name, collection);
            long count = server.count(collection);
            partitions.add(new Partition(name, name, "", count, -1));
        }
        return List.copyOf(partitions);
    }

    @Override
    public String identity(Partition partition) {
        return identities.computeIfAbsent(partition.id(), id -> digest(collection(partition)));
    }

    @Override
    public Chunk read(Partition partition, Position from, int most) {
        requireNonNull(from, "from is null");
        Collection collection = collection(partition);
        int limit =
                Math.min(most, begun ? PageSize.of(collection.dimension()) : PageSize.first(collection.dimension()));
        begun = true;
        Page page = page(collection, from.ordinal(), limit, form.include());
        boolean last = page.count() < limit || from.ordinal() + page.count() == partition.records();
        if (last) {
            requireUnchanged(partition, follow(partition, from, page));
        } else {
            follow(partition, from, page);
        }
        long end = from.ordinal() + page.count();
        RowRecords records = form.records(collection.name(), page, from.ordinal());
        server.done(page);
        return new Chunk(partition, from, new Position(end, Long.toString(end)), last, records);
    }

    @Override
    public void done(Chunk chunk) {
        form.done(chunk);
    }

    @Override
    public void close() {
        server.close();
    }

    /** Digests what is read in passing; null when it was not read from its start. */
    private ContentDigest follow(Partition partition, Position from, Page page) {
        if (!identities.containsKey(partition.id())) {
            return null;
        }
        ContentDigest digest = from.ordinal() == 0 ? new ContentDigest() : running.get(partition.id());
        if (digest == null || digest.records() != from.ordinal()) {
            running.remove(partition.id());
            return null;
        }
        digest.add(page);
        running.put(partition.id(), digest);
        return digest;
    }

    private void requireUnchanged(Partition partition, ContentDigest read) {
        String known = identities.get(partition.id());
        if (known == null) {
            return;
        }
        String now = read == null ? digest(collection(partition)) : read.text();
        running.remove(partition.id());
        if (!now.equals(known)) {
            throw new CaravanException(
                    ErrorCode.SOURCE_CHANGED,
                    server.address().shown() + " " + partition.id(),
                    "the collection was written while it was read; stop who writes it, and run again");
        }
    }

    private String digest(Collection collection) {
        ContentDigest digest = new ContentDigest();
        Page page;
        do {
            page = page(collection, digest.records(), ContentDigest.PAGE, Server.WITHOUT_VECTORS);
            digest.add(page);
        } while (page.count() == ContentDigest.PAGE);
        return digest.text();
    }

    private Page page(Collection collection, long offset, int most, List<String> include) {
        try {
            return server.page(collection, offset, most, include);
        } catch (Refused refused) {
            throw server.http()
                    .error("collection '" + collection.name() + "' could not be read from record " + offset, refused);
        }
    }

    private Collection collection(Partition partition) {
        Collection collection = collections.get(partition.table());
        if (collection == null) {
            throw new IllegalStateException(
                    "the source is not open, or collection '" + partition.table() + "' is not its own");
        }
        return collection;
    }
}
