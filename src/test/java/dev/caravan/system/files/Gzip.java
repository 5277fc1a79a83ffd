package dev.caravan.system.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Packs texts. */
final class Gzip {
    private Gzip() {}

    /** One member a text. */
    static byte[] of(String... members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String member : members) {
            bytes.writeBytes(member(member.getBytes(UTF_8)));
        }
        return bytes.toByteArray();
    }

    static byte[] member(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
