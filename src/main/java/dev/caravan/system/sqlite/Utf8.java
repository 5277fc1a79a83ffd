package dev.caravan.system.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Text as a database keeps it, looked at strictly: nothing is replaced. */
final class Utf8 {
    private Utf8() {}

    /** True for well-formed UTF-8: no overlong forms, no surrogates. */
    static boolean isValid(byte[] bytes) {
        for (byte value : bytes) {
            if (value < 0) {
                return decodes(bytes, StandardCharsets.UTF_8);
            }
        }
        return true;
    }

    /** The same text in UTF-8, or null when the bytes are not well-formed in their own encoding. */
    static byte[] from(byte[] bytes, Charset encoding) {
        try {
            return encoding.newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean decodes(byte[] bytes, Charset encoding) {
        try {
            encoding.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
