package dev.caravan.system.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The name of a file below a folder as text, the same under every locale: the JVM's own {@code Path.toString} shows question
 * marks where the locale has no UTF-8, and names become part of keys.
 */
final class RelativeName {
    private static final int HEX = 16;

    private final Path root;
    private final int prefix;

    RelativeName(Path root) {
        this.root = root;
        this.prefix = root.toUri().getRawPath().length();
    }

    /**
     * The name, with {@code /} between its parts.
     *
     * @throws CharacterCodingException when its bytes are not UTF-8
     */
    String of(Path path) throws CharacterCodingException {
        String plain = root.relativize(path).toString();
        if (plain.chars().allMatch(character -> character < 0x80)) {
            return plain.replace(root.getFileSystem().getSeparator(), "/");
        }
        String raw = path.toUri().getRawPath().substring(prefix);
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes(raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw)))
                .toString();
    }

    private static byte[] bytes(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        int at = 0;
        while (at < raw.length()) {
            boolean escaped = raw.charAt(at) == '%';
            bytes.write(escaped ? Integer.parseInt(raw, at + 1, at + 3, HEX) : raw.charAt(at));
            at += escaped ? 3 : 1;
        }
        return bytes.toByteArray();
    }
}
