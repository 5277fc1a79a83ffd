package dev.caravan.system.chroma;

import java.io.IOException;
import java.io.InputStream;

/** Reads the body of a good answer, once. */
@FunctionalInterface
interface Answers<T> {
    T read(InputStream body) throws IOException;

    /** Reads to the end and keeps nothing. */
    static Void nothing(InputStream body) throws IOException {
        byte[] block = new byte[4096];
        while (body.read(block) >= 0) {
            // Read to its end, so that the connection can be used again
        }
        return null;
    }
}
