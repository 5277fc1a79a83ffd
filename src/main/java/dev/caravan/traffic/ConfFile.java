package dev.caravan.traffic;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file of a router's configuration that Caravan owns: replaced as a whole, so that a reader sees the old text or the new one. */
public record ConfFile(Path path) {
    private static final String OPEN = "rw-r--r--";
    private static final String SECRET = "rw-------";

    /** The text as it is, or null when there is none. */
    public String present() {
        try {
            return Files.exists(path) ? Files.readString(path) : null;
        } catch (IOException e) {
            throw failed("cannot be read: " + e + "; make it readable for this user");
        }
    }

    /** Makes the file hold a text; null takes it away. */
    public void replace(String text) {
        try {
            if (text == null) {
                Files.deleteIfExists(path);
                return;
            }
            write(text, OPEN);
        } catch (IOException e) {
            throw failed("cannot be written: " + e + "; make its folder writable for this user");
        }
    }

    /** The same with a text that only this user may read. */
    public void replaceSecret(String text) {
        try {
            write(text, SECRET);
        } catch (IOException e) {
            throw failed("cannot be written: " + e + "; make its folder writable for this user");
        }
    }

    private void write(String text, String mode) throws IOException {
        Path made = path.resolveSibling("." + path.getFileName() + ".new");
        Files.deleteIfExists(made);
        Files.createFile(made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        Files.writeString(made, text);
        try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A failure at this file. */
    public CaravanException failed(String what) {
        return new CaravanException(ErrorCode.TARGET_UNUSABLE, path.toString(), what);
    }
}
