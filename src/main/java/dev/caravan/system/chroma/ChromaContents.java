package dev.caravan.system.chroma;

import dev.caravan.spi.Fingerprint;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotFolder;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Reads a collection page by page and digests its records: id, document, address, metadata, and the vector where the index
 * gives back what it was given. An index for cosine rounds, so there the vectors are compared one by one, never by digest.
 */
final class ChromaContents {
    private final Server server;
    private final SnapshotFolder.Pace pace;

    ChromaContents(Server server, SnapshotFolder.Pace pace) {
        this.server = server;
        this.pace = pace;
    }

    /** Takes each record that can be restored. */
    @FunctionalInterface
    interface Each {
        void take(Page page, int index) throws IOException;
    }

    /** What a collection holds; every record with a vector goes to {@code each} too. */
    Snapshot.Part read(Collection collection, Each each) throws IOException {
        boolean vectors = !collection.rounds();
        Fingerprint digest = new Fingerprint();
        int most = PageSize.of(collection.dimension());
        long offset = 0;
        Page page;
        do {
            pace.goOn();
            page = page(collection, offset, most, Server.ALL);
            for (int index = 0; index < page.count(); index++) {
                if (page.hasVector(index)) {
                    add(page, index, vectors, digest);
                    each.take(page, index);
                }
            }
            offset += page.count();
        } while (page.count() == most);
        String settings = new TreeMap<>(collection.settings()).toString();
        Fingerprint all = new Fingerprint();
        all.field(digest.hex()).field(settings).end();
        return new Snapshot.Part("collection " + collection.name(), digest.records(), all.hex());
    }

    /** The digest of everything but the vectors, to see whether a collection was written meanwhile. */
    String quick(Collection collection) {
        Fingerprint digest = new Fingerprint();
        long offset = 0;
        Page page;
        do {
            pace.goOn();
            page = page(collection, offset, ContentDigest.PAGE, Server.WITHOUT_VECTORS);
            for (int index = 0; index < page.count(); index++) {
                add(page, index, false, digest);
            }
            offset += page.count();
        } while (page.count() == ContentDigest.PAGE);
        return digest.hex();
    }

    private static void add(Page page, int index, boolean vector, Fingerprint digest) {
        digest.field(page.id(index)).field(page.document(index)).field(page.uri(index));
        digest.field(page.metadata(index).json());
        if (vector) {
            int start = page.vectorStart(index);
            digest.field(Arrays.copyOfRange(page.vectors(), start, start + page.vectorLength(index)));
        }
        digest.end();
    }

    private Page page(Collection collection, long offset, int most, List<String> include) {
        try {
            return server.page(collection, offset, most, include);
        } catch (Refused refused) {
            throw server.http()
                    .error("collection '" + collection.name() + "' could not be read from record " + offset, refused);
        }
    }
}
