package dev.caravan.repository;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes the folders and files of the state, readable by their owner alone from the first moment. */
final class StateFolder {
    private static final FileAttribute<?>[] NONE = {};

    private StateFolder() {}

    /** Makes the folder (0700) and its missing parents; a folder that is there stays as it is. */
    static Path make(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Path parent = folder.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                makeOne(folder);
            }
            return folder.toRealPath();
        } catch (IOException e) {
            throw unusable(folder, "cannot be made a folder (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** Makes a folder inside the state (0700); a link in its place is refused. */
    static Path makeInside(Path folder) {
        try {
            makeOne(folder);
        } catch (IOException e) {
            throw unusable(folder, "cannot be made a folder (" + e.getClass().getSimpleName() + ")", e);
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw unusable(folder, "is not a folder", null);
        }
        return folder;
    }

    /** Makes an empty file (0600) unless there is one; a link in its place is refused. */
    static void makeFile(Path file) {
        try {
            Files.createFile(file, attributes(file, "rw-------"));
        } catch (FileAlreadyExistsException there) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw unusable(file, "is not a regular file", there);
            }
        } catch (IOException e) {
            throw unusable(file, "cannot be made (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** Owner-only permissions where the file system has such. */
    static FileAttribute<?>[] attributes(Path path, String permissions) {
        if (!isPosix(path)) {
            return NONE;
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    /** False on Windows. */
    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void makeOne(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, attributes(folder, "rwx------"));
        } catch (FileAlreadyExistsException there) {
            if (!Files.isDirectory(folder)) {
                throw there;
            }
        }
    }

    private static CaravanException unusable(Path path, String what, Exception cause) {
        return new CaravanException(
                ErrorCode.STATE_UNUSABLE,
                path.toString(),
                what + "; look at its owner and mode, or name another folder with --state",
                cause);
    }
}
