package dev.caravan.system.files;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotFolder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies a folder with all that is in it: files byte by byte into {@code tree}, where only this user may read them; their
 * rights, owners and times, and links, which are not followed, into {@code index.ndjson}.
 */
final class FilesSnapshot implements Snapshot {
    private static final String TREE = "tree";
    private static final String INDEX = "index.ndjson";
    private static final String SCRATCH = "proof";

    private final String address;

    FilesSnapshot(String address) {
        this.address = address;
    }

    @Override
    public Contents take(SnapshotFolder folder) {
        folder.goOn();
        Tree tree = tree();
        List<String> notes = new ArrayList<>();
        try {
            requireOutside(tree, folder);
            List<TreeEntry> listed = tree.list(notes);
            folder.need(2 * listed.stream().mapToLong(TreeEntry::size).sum());
            List<TreeEntry> copied = new ArrayList<>();
            for (TreeEntry entry : listed) {
                folder.goOn();
                copied.add(copy(tree, entry, folder));
            }
            tree.requireUnchanged(listed);
            writeIndex(folder, copied);
            return contents(copied, notes);
        } catch (IOException e) {
            throw failed(tree.root(), "could not be copied", e);
        }
    }

    @Override
    public String prove(SnapshotFolder folder, Contents taken) {
        Path scratch = folder.file(SCRATCH);
        try {
            TreeRestore.remove(scratch);
            restore(folder, scratch);
            Contents found = contents(new Tree(scratch).readAll(folder.pace()), List.of());
            List<String> differences = taken.differences(found);
            if (!differences.isEmpty()) {
                throw folder.unproved("restored, it is not what was taken: "
                        + String.join(", ", differences.subList(0, Math.min(3, differences.size()))));
            }
            return "restored into a temporary folder; every byte and all rights and links of "
                    + taken.parts().size() + " entries compared";
        } catch (IOException e) {
            throw failed(folder.path(), "could not be proved", e);
        } finally {
            removeQuietly(scratch);
        }
    }

    @Override
    public void restore(SnapshotFolder folder) {
        folder.goOn();
        Path root = Path.of(address).toAbsolutePath().normalize();
        try {
            restore(folder, Files.exists(root) ? root.toRealPath() : root);
        } catch (IOException e) {
            throw failed(root, "could not be restored", e);
        }
    }

    @Override
    public Contents look(SnapshotFolder.Pace pace) {
        pace.goOn();
        if (!Files.exists(Path.of(address))) {
            return contents(List.of(), List.of());
        }
        Tree tree = tree();
        try {
            return contents(tree.readAll(pace), List.of());
        } catch (IOException e) {
            throw failed(tree.root(), "could not be read", e);
        }
    }

    @Override
    public Optional<String> address(SnapshotFolder folder) {
        return Optional.of(folder.file(TREE).toString());
    }

    private Tree tree() {
        Path root = Path.of(address).toAbsolutePath().normalize();
        if (!Files.isDirectory(root)) {
            throw new CaravanException(
                    ErrorCode.SOURCE_UNUSABLE, root.toString(), "there is no such folder; check the path in systems:");
        }
        try {
            return new Tree(root.toRealPath());
        } catch (IOException e) {
            throw failed(root, "cannot be looked at", e);
        }
    }

    private static void requireOutside(Tree tree, SnapshotFolder folder) throws IOException {
        if (folder.path().toRealPath().startsWith(tree.root())) {
            throw new CaravanException(
                    ErrorCode.SOURCE_UNUSABLE,
                    tree.root().toString(),
                    "the snapshot would stand inside what it copies; name a folder elsewhere with to:, or another --state");
        }
    }

    private static TreeEntry copy(Tree tree, TreeEntry entry, SnapshotFolder folder) throws IOException {
        String place = entry.path().isEmpty() ? TREE : TREE + "/" + entry.path();
        switch (entry.type()) {
            case FOLDER -> makeFolder(folder.file(place));
            case FILE -> {
                try (FileChannel channel = folder.create(place)) {
                    return tree.read(entry, (block, length) -> write(channel, block, length), folder.pace());
                }
            }
            case LINK -> {
                // The index says where it leads; in the copy it could lead anywhere
            }
        }
        return entry;
    }

    private void restore(SnapshotFolder folder, Path root) throws IOException {
        List<TreeEntry> entries = readIndex(folder);
        if (folder.path().toRealPath().startsWith(root)) {
            throw new IOException("the snapshot stands inside the folder that is to be restored");
        }
        new TreeRestore(new Tree(folder.file(TREE)), new Tree(root), folder.pace()).run(entries);
    }

    private static void writeIndex(SnapshotFolder folder, List<TreeEntry> entries) throws IOException {
        try (FileChannel channel = folder.create(INDEX);
                BufferedWriter out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
            for (TreeEntry entry : entries) {
                out.write(entry.line());
                out.write('\n');
            }
        }
    }

    private static List<TreeEntry> readIndex(SnapshotFolder folder) throws IOException {
        List<TreeEntry> entries = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(folder.file(INDEX))) {
                TreeEntry entry = TreeEntry.of(line);
                if (Path.of(entry.path()).isAbsolute()
                        || Path.of(entry.path()).normalize().startsWith("..")) {
                    throw folder.unproved("an entry of its index leads outside");
                }
                entries.add(entry);
            }
        } catch (NoSuchFileException e) {
            throw folder.unproved("'" + INDEX + "' is missing");
        }
        return entries;
    }

    private static void makeFolder(Path path) throws IOException {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void write(FileChannel channel, byte[] block, int length) throws IOException {
        for (ByteBuffer left = ByteBuffer.wrap(block, 0, length); left.hasRemaining(); ) {
            channel.write(left);
        }
    }

    private static Contents contents(List<TreeEntry> entries, List<String> notes) {
        return new Contents(
                "file by file", entries.stream().map(TreeEntry::part).toList(), notes);
    }

    private static void removeQuietly(Path scratch) {
        try {
            TreeRestore.remove(scratch);
        } catch (IOException e) {
            throw failed(scratch, "could not be removed", e);
        }
    }

    private static CaravanException failed(Path path, String what, IOException cause) {
        return new CaravanException(
                ErrorCode.IO_FAILED,
                path.toString(),
                what + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + "); look at the disk, and at owner and rights",
                cause);
    }
}
