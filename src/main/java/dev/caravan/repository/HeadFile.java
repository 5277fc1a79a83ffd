package dev.caravan.repository;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
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
        new DurableFile(file).write(head.number() + " " + head.hash() + "\n");
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
