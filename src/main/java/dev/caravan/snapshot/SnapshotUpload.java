package dev.caravan.snapshot;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.spi.SnapshotFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finished snapshots in a store on another machine. The manifest goes last: where it stands, all of its files do, each read
 * back and compared. Used by one thread.
 */
public final class SnapshotUpload implements AutoCloseable {
    private static final int TRIES = 2;

    private final ObjectStore store;
    private final SnapshotFolder.Pace pace;

    SnapshotUpload(ObjectStore store, SnapshotFolder.Pace pace) {
        this.store = store;
        this.pace = pace;
    }

    /**
     * Opens the place for a snapshot below an address in S3; keys come from this process's environment.
     *
     * @param place the folder that the snapshot stands in, or is to stand in; its name and the one of its shelf are kept
     */
    public static SnapshotUpload below(String address, Path place, SnapshotFolder.Pace pace) {
        String name = place.getParent().getFileName() + "/" + place.getFileName();
        return new SnapshotUpload(S3Store.open(S3Address.of(address).below(name), System.getenv()), pace);
    }

    /** Opens the place where a snapshot was put, as {@link #put} told it. */
    public static SnapshotUpload at(String address, SnapshotFolder.Pace pace) {
        return new SnapshotUpload(S3Store.open(S3Address.of(address), System.getenv()), pace);
    }

    /**
     * Puts a snapshot there. What stands there already, of a call that was cut off, is compared and left as it is.
     *
     * @return where it stands
     * @throws CaravanException SNAPSHOT_UNPROVED when what is read back differs, TARGET_UNUSABLE when the store fails
     */
    public String put(SnapshotShelf.Kept kept) {
        try {
            List<Manifest.Entry> entries = new ArrayList<>(kept.manifest().files());
            for (String last : SnapshotShelf.ABOUT) {
                entries.add(Digests.entry(kept.place(), kept.place().resolve(last), false));
            }
            for (Manifest.Entry entry : entries) {
                put(entry, kept.place().resolve(entry.path()));
                KillPoint.pass("snapshot-uploaded-file");
            }
            return store.shown();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Brings a snapshot back to the folder that it stood in, compared file by file.
     *
     * @param digest the manifest's, as it was written down when the snapshot was taken
     */
    public SnapshotShelf.Kept fetch(Path place, String digest) {
        try (SnapshotArrival arrival = SnapshotArrival.at(place, pace)) {
            Manifest manifest = arrival.manifest(digest, store::read);
            for (Manifest.Entry entry : manifest.files()) {
                arrival.file(entry, store.read(entry.path()));
                KillPoint.pass("snapshot-fetched-file");
            }
            return arrival.finish();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        store.close();
    }

    private void put(Manifest.Entry entry, Path file) throws IOException {
        pace.goOn();
        if (store.size(entry.path()).orElse(-1) == entry.bytes() && stands(entry)) {
            return;
        }
        for (int tries = 1; ; tries++) {
            store.put(entry.path(), file, pace);
            if (stands(entry)) {
                return;
            }
            if (tries == TRIES) {
                throw new CaravanException(
                        ErrorCode.SNAPSHOT_UNPROVED,
                        store.shown(),
                        "'" + entry.path() + "' reads back otherwise than it was sent, " + TRIES
                                + " times; look at the store, then run again");
            }
        }
    }

    private boolean stands(Manifest.Entry entry) throws IOException {
        return Digests.of(entry.path(), store.read(entry.path()), pace).equals(entry);
    }

    private CaravanException failed(IOException e) {
        return new CaravanException(
                ErrorCode.IO_FAILED,
                store.shown(),
                "the snapshot did not come through (" + e.getClass().getSimpleName()
                        + "); check the network and the disk, then run again: it goes on with the next file",
                e);
    }
}
