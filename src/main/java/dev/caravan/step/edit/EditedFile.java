package dev.caravan.step.edit;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that is read whole and written whole: readers see the old bytes or the new ones, never half. Owner, group and mode
 * stay; a link stays one, and the file behind it is changed.
 */
final class EditedFile {
    private static final long MOST = 4L << 20;

    private final Path path;

    EditedFile(String path) {
        this.path = Path.of(path);
    }

    byte[] read() {
        try {
            if (Files.size(path) > MOST) {
                throw problem("is larger than 4 MiB; edit takes settings, not data", null);
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw problem("is not there; look for its place", e);
        } catch (IOException e) {
            throw problem("cannot be read: " + e.getMessage(), e);
        }
    }

    void write(byte[] bytes) {
        try {
            Path real = path.toRealPath();
            PosixFileAttributes now = Files.getFileAttributeView(real, PosixFileAttributeView.class)
                    .readAttributes();
            Path fresh = Files.createTempFile(real.getParent(), "." + real.getFileName(), ".caravan");
            try {
                fill(fresh, bytes, now);
                Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
            try (FileChannel folder = FileChannel.open(real.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw problem("cannot be written: " + e.getMessage() + "; it is as it was", e);
        }
    }

    private static void fill(Path fresh, byte[] bytes, PosixFileAttributes like) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        PosixFileAttributes own = view.readAttributes();
        if (!own.owner().equals(like.owner())) {
            view.setOwner(like.owner());
        }
        if (!own.group().equals(like.group())) {
            view.setGroup(like.group());
        }
        view.setPermissions(like.permissions());
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    CaravanException problem(String what, Throwable cause) {
        return new CaravanException(ErrorCode.STEP_FAILED, path.toString(), path + " " + what, cause);
    }

    /** UTF-8 where the bytes are; else a letter a byte, which loses nothing either. */
    static Charset charset(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException e) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
