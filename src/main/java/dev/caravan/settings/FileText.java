package dev.caravan.settings;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The text of a settings file: at most 1 MB of UTF-8, without its byte order mark.
 *
 * @param digest SHA-256 of the bytes, as hex
 */
record FileText(String text, String digest) {
    static final int MOST_BYTES = 1 << 20;

    private static final String MARK = "\uFEFF";

    static FileText read(Path file) {
        return of(file, bytes(file));
    }

    static FileText of(Path file, byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw refused(file, "is larger than 1 MB; a file of settings is smaller: is it the right one?", null);
        }
        String text = decode(file, bytes);
        return new FileText(text.startsWith(MARK) ? text.substring(1) : text, sha256(bytes));
    }

    private static byte[] bytes(Path file) {
        if (Files.isDirectory(file)) {
            throw refused(file, "is a folder; name a file in it", null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw refused(file, "does not exist; check the name, or the folder you are in", e);
        } catch (IOException e) {
            throw refused(file, "cannot be read (" + e.getClass().getSimpleName() + "); check its permissions", e);
        }
    }

    private static String decode(Path file, byte[] bytes) {
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
        String read = text.flip().toString();
        if (!result.isUnderflow()) {
            String where = file + ":" + placeAfter(read);
            throw new CaravanException(
                    ErrorCode.FILE_INVALID, where, "bytes that are not UTF-8; save the file as UTF-8");
        }
        return read;
    }

    /** The place that follows a text. */
    static Place placeAfter(String text) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n');
        int line = 1 + (int) lines.chars().filter(c -> c == '\n').count();
        String last = lines.substring(lines.lastIndexOf('\n') + 1);
        return new Place(line, 1 + last.codePointCount(0, last.length()));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static CaravanException refused(Path file, String what, Throwable cause) {
        return new CaravanException(ErrorCode.FILE_INVALID, file.toString(), what, cause);
    }
}
