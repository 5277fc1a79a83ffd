package dev.caravan.system.files;

import dev.caravan.spi.SnapshotFolder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a folder what a copy of it says: what differs is written beside and renamed, what is not in the copy goes. A link in
 * the place of a folder is replaced before anything is written below it, so nothing is ever written through one.
 */
final class TreeRestore {
    private static final String BESIDE = ".caravan-restore";

    private final Tree copy;
    private final Tree into;
    private final SnapshotFolder.Pace pace;

    TreeRestore(Tree copy, Tree into, SnapshotFolder.Pace pace) {
        this.copy = copy;
        this.into = into;
        this.pace = pace;
    }

    /** Restores these entries, folders before what is in them. */
    void run(List<TreeEntry> entries) throws IOException {
        for (TreeEntry entry : entries) {
            pace.goOn();
            Path path = into.path(entry);
            switch (entry.type()) {
                case FOLDER -> folder(path);
                case FILE -> file(entry, path);
                case LINK -> link(entry, path);
            }
        }
        removeExtras(entries.stream().map(TreeEntry::path).collect(Collectors.toSet()));
        for (int i = entries.size() - 1; i >= 0; i--) {
            finish(entries.get(i));
        }
    }

    private static void folder(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            remove(path);
            Files.createDirectories(path);
        }
        // What is in it must be reachable until its own rights are set at the end
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }

    private void file(TreeEntry entry, Path path) throws IOException {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && into.read(entry, (block, length) -> {}, pace).content().equals(entry.content())) {
            return;
        }
        Path beside = path.resolveSibling(BESIDE);
        remove(beside);
        Files.copy(copy.path(entry), beside, LinkOption.NOFOLLOW_LINKS);
        place(beside, path);
    }

    private static void link(TreeEntry entry, Path path) throws IOException {
        if (Files.isSymbolicLink(path)
                && Files.readSymbolicLink(path).toString().equals(entry.content())) {
            return;
        }
        Path beside = path.resolveSibling(BESIDE);
        remove(beside);
        Files.createSymbolicLink(beside, Path.of(entry.content()));
        place(beside, path);
    }

    private static void place(Path beside, Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            remove(path);
        }
        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private void removeExtras(Set<String> wanted) throws IOException {
        List<Path> there;
        try (Stream<Path> walked = Files.walk(into.root())) {
            there = walked.sorted().toList();
        }
        for (Path path : there) {
            if (!wanted.contains(into.root().relativize(path).toString())) {
                remove(path);
            }
        }
    }

    private void finish(TreeEntry entry) throws IOException {
        Path path = into.path(entry);
        own(entry, path);
        if (entry.type() != TreeEntry.Type.LINK) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(entry.mode()));
            Files.setLastModifiedTime(path, FileTime.fromMillis(entry.modified()));
        }
    }

    private static void own(TreeEntry entry, Path path) throws IOException {
        String[] wanted = entry.owner().split(":");
        int user = Integer.parseInt(wanted[0]);
        int group = Integer.parseInt(wanted[1]);
        try {
            if (!Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(user)) {
                Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
            }
            if (!Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS).equals(group)) {
                Files.setAttribute(path, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
            }
        } catch (FileSystemException e) {
            if (Files.getAttribute(path.getRoot(), "unix:uid").equals(user)) {
                throw e;
            }
            // Only the superuser may give files away; whoever restores as another user owns what is restored
        }
    }

    /** Takes away a file, a link or a folder with all that is in it. */
    static void remove(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
