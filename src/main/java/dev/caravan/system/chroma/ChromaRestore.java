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
        List<Outgoing> batch = new ArrayList<>();
        long bytes = 0;
        try (BufferedReader lines = Files.newBufferedReader(folder.file(copied.file()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Outgoing record = RecordLine.read(line, name);
                if (batch.size() == most || bytes + record.size() > MOST_BYTES && !batch.isEmpty()) {
                    send(collection, batch);
                    bytes = 0;
                }
                batch.add(record);
                bytes += record.size();
            }
        }
        send(collection, batch);
        Collection made = server.find(name).orElseThrow();
        Collection named = new Collection(made.id(), copied.name(), made.dimension(), made.settings());
        return new ChromaContents(server, folder.pace()).read(named, (page, index) -> {});
    }

    private void send(Collection collection, List<Outgoing> batch) {
        if (batch.isEmpty()) {
            return;
        }
        folder.goOn();
        try {
            body.fill(batch);
            server.upsert(collection, body.bytes(), body.length());
            requireStored(collection, batch);
        } catch (Refused refused) {
            throw server.http().error("collection '" + collection.name() + "' could not be restored", refused);
        }
        batch.clear();
    }

    private void requireStored(Collection collection, List<Outgoing> batch) {
        List<String> ids = batch.stream().map(Outgoing::id).toList();
        Page page = server.records(collection, ids, Server.ALL);
        Map<String, Integer> places = new HashMap<>();
        for (int index = 0; index < page.count(); index++) {
            places.put(page.id(index), index);
        }
        for (Outgoing record : batch) {
            Integer at = places.get(record.id());
            if (at == null || !record.isStoredIn(page, at) || !record.hasVectorOf(page, at, collection.rounds())) {
                throw folder.unproved("a record of collection '" + collection.name()
                        + "' is not there as it was copied, once restored");
            }
        }
    }
}
