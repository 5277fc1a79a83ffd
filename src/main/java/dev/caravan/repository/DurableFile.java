package dev.caravan.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that is either the old one or the new one, never half of one, whenever the power goes: written beside its
 * place, synced, renamed, and the folder synced. Readable by its owner alone. One thread at a time for one file.
 *
 * <p>The first failed sync is final: the system may forget the pages it could not write, so a second one proves
 * nothing.
 */
public final class DurableFile {
    private static final int BUFFER = 1 << 16;
    private static final String ENDING = ".tmp";

    private final Path file;

    /** The file at this place; its folder must be there when it is written. */
    public DurableFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * Replaces the whole content; answers how many bytes it has now.
     *
     * @throws CaravanException IO_FAILED, naming the file and how many bytes were wanted; the old file is still there
     *     then
     */
    public long write(Content content) {
        Counter counter = new Counter();
        Path beside = beside();
        try {
            removeLeftovers();
            try (FileChannel channel =
                    FileChannel.open(beside, Set.of(WRITE, CREATE_NEW), StateFolder.attributes(file, "rw-------"))) {
                counter.write(channel, content);
            }
            KillPoint.pass("file-written");
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            KillPoint.pass("file-renamed");
            syncFolder();
            return counter.bytes;
        } catch (IOException | UncheckedIOException failure) {
            remove(beside, failure);
            throw failed(counter, failure);
        }
    }

    /** Replaces the whole content by a text. */
    public void write(String text) {
        write(out -> out.write(text.getBytes(UTF_8)));
    }

    /**
     * Adds to the end of a file that is there; answers how many bytes it added. When it fails, part of them may be
     * there.
     *
     * @throws CaravanException IO_FAILED, naming the file and how many bytes were wanted
     */
    long append(Content content) {
        Counter counter = new Counter();
        try (FileChannel channel = FileChannel.open(file, WRITE, APPEND, LinkOption.NOFOLLOW_LINKS)) {
            counter.write(channel, content);
            return counter.bytes;
        } catch (IOException | UncheckedIOException failure) {
            throw failed(counter, failure);
        }
    }

    private Path beside() {
        long pid = ProcessHandle.current().pid();
        long thread = Thread.currentThread().getId();
        return file.resolveSibling("." + file.getFileName() + "." + pid + "-" + thread + ENDING);
    }

    /** A process that was killed while it wrote has left its copy behind. */
    private void removeLeftovers() throws IOException {
        Files.deleteIfExists(beside());
        Pattern form = Pattern.compile(
                Pattern.quote("." + file.getFileName() + ".") + "([0-9]{1,18})-[0-9]+" + Pattern.quote(ENDING));
        try (DirectoryStream<Path> dead = Files.newDirectoryStream(file.getParent(), path -> isOfTheDead(path, form))) {
            for (Path leftover : dead) {
                Files.deleteIfExists(leftover);
            }
        }
    }

    private static boolean isOfTheDead(Path path, Pattern form) {
        Matcher name = form.matcher(path.getFileName().toString());
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }

    private void syncFolder() throws IOException {
        if (!StateFolder.isPosix(file)) {
            return;
        }
        try (FileChannel folder = FileChannel.open(file.getParent(), READ)) {
            folder.force(true);
        }
    }

    private static void remove(Path beside, Exception reason) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private CaravanException failed(Counter counter, Exception failure) {
        return new CaravanException(
                ErrorCode.IO_FAILED,
                file.toString(),
                "cannot be written (" + failure.getMessage() + "): at least " + counter.bytes
                        + " bytes are needed; make room or mend the disk, then run again: it goes on where it stopped",
                failure);
    }

    /** Writes something; may throw what the stream throws. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Counts what was wanted, also when it could not be written. */
    private static final class Counter {
        private long bytes;

        void write(FileChannel channel, Content content) throws IOException {
            OutputStream out = new FilterOutputStream(Channels.newOutputStream(channel)) {
                @Override
                public void write(byte[] source, int offset, int length) throws IOException {
                    bytes += length;
                    out.write(source, offset, length);
                }
            };
            OutputStream buffered = new BufferedOutputStream(out, BUFFER);
            content.writeTo(buffered);
            buffered.flush();
            channel.force(true);
        }
    }
}
