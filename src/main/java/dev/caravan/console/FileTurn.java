package dev.caravan.console;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/** Turns among the processes that change a file: whoever comes second waits. The file beside it stays, empty. */
final class FileTurn {
    private final Path beside;

    FileTurn(Path file) {
        this.beside = file.toAbsolutePath().resolveSibling("." + file.getFileName() + ".lock");
    }

    /** Does this when it is our turn; one thread of this process at a time. */
    void take(Runnable change) throws IOException {
        try (FileChannel channel = FileChannel.open(beside, Set.of(CREATE, WRITE, LinkOption.NOFOLLOW_LINKS));
                FileLock lock = channel.lock()) {
            if (lock.isValid()) {
                change.run();
            }
        }
    }
}
