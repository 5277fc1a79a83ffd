package dev.caravan.snapshot;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.SnapshotFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** A snapshot on its way back into its folder: it takes its place by one rename, once all of it is there and as it was. */
final class SnapshotArrival implements AutoCloseable {
    private static final int LARGEST_MANIFEST = 64 << 20;

    private final Path place;
    private final SnapshotFolder part;

    private SnapshotArrival(Path place, SnapshotFolder part) {
        this.place = place;
        this.part = part;
    }

    /** Begins; what an earlier try left goes. */
    static SnapshotArrival at(Path place, SnapshotFolder.Pace pace) {
        String name = place.getFileName().toString();
        return new SnapshotArrival(place, new SnapshotShelf(place.getParent()).begin(name, name, pace));
    }

    /** Takes the manifest, and what tells its digest. */
    Manifest manifest(String digest, Function<String, InputStream> store) throws IOException {
        byte[] manifest = read(store.apply(SnapshotShelf.MANIFEST));
        if (!Digests.of(manifest).equals(digest)) {
            throw new CaravanException(
                    ErrorCode.SNAPSHOT_UNPROVED,
                    place.toString(),
                    "the manifest in the store is not the one that was written down when the snapshot was taken; it will not"
                            + " be used");
        }
        SnapshotShelf.write(part, SnapshotShelf.MANIFEST, manifest);
        SnapshotShelf.write(part, SnapshotShelf.DIGEST, read(store.apply(SnapshotShelf.DIGEST)));
        return ManifestJson.read(manifest);
    }

    /** Takes one file, and compares it with the manifest. */
    void file(Manifest.Entry entry, InputStream in) throws IOException {
        Path file = part.path().resolve(entry.path()).normalize();
        if (!file.startsWith(part.path())) {
            throw differs(entry);
        }
        Files.createDirectories(file.getParent(), SnapshotShelf.PRIVATE);
        part.need(entry.bytes());
        try (in;
                OutputStream out = Channels.newOutputStream(
                        part.create(part.path().relativize(file).toString()))) {
            byte[] block = new byte[1 << 16];
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                part.goOn();
                out.write(block, 0, count);
            }
        }
        if (!Digests.entry(part.path(), file, true).equals(entry)) {
            throw differs(entry);
        }
    }

    SnapshotShelf.Kept finish() throws IOException {
        SnapshotShelf.settle(part, place);
        return SnapshotShelf.open(place);
    }

    /** Takes away what did not get its place. */
    @Override
    public void close() {
        SnapshotShelf.remove(part.path());
    }

    private static byte[] read(InputStream in) throws IOException {
        try (in) {
            return in.readNBytes(LARGEST_MANIFEST);
        }
    }

    private CaravanException differs(Manifest.Entry entry) {
        return new CaravanException(
                ErrorCode.SNAPSHOT_UNPROVED,
                place.toString(),
                "'" + entry.path() + "' came back from the store otherwise than it was written; it will not be used");
    }
}
