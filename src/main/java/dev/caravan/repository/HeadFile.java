package dev.caravan.repository;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The journal's head outside the database: a line of number and hash. Written after the entry, so after a crash, or
 * when two processes write at once, it may be behind; it is never ahead.
 */
final class HeadFile {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18}) ([0-9a-f]{64})\n");

    private final Path file;

    HeadFile(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    synchronized void write(JournalHead head) {
        String line = String.format("%018d %s\n", head.number(), head.hash());
        if (!overwrite(ByteBuffer.wrap(line.getBytes(US_ASCII)))) {
            new DurableFile(file).write(line);
        }
    }

    /** In place where a line of this length is there: it lies in one sector, so it is the old one or the new one. */
    private boolean overwrite(ByteBuffer line) {
        try (FileChannel channel = FileChannel.open(file, WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() != line.remaining()) {
                return false;
            }
            channel.write(line, 0);
            channel.force(false);
            return true;
        } catch (NoSuchFileException none) {
            return false;
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED,
                    file.toString(),
                    "cannot be written (" + e.getMessage()
                            + "); mend the disk, then run again: it goes on where it stopped",
                    e);
        }
    }

    Optional<JournalHead> read() {
        try {
            Matcher line = FORM.matcher(Files.readString(file));
            if (!line.matches()) {
                throw unusable("is not a line of a number and a hash", null);
            }
            return Optional.of(new JournalHead(Long.parseLong(line.group(1)), line.group(2)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable("cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private CaravanException unusable(String what, IOException cause) {
        return new CaravanException(
                ErrorCode.STATE_UNUSABLE,
                file.toString(),
                what + "; compare the journal with the heads in the reports, then remove this file",
                cause);
    }
}
