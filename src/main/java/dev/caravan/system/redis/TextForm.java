package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.RejectCode;
import dev.caravan.model.Unfit;
import java.util.Arrays;
import java.util.Base64;

/**
 * Redis keeps bytes, records hold text. What is UTF-8 stays as it is; anything else is refused, or, where the system says
 * {@code binary: base64}, becomes {@code base64:} with the bytes behind it, as does a text that begins like that itself: so
 * either way leads back to the same bytes.
 */
final class TextForm {
    private static final byte[] MARK = "base64:".getBytes(US_ASCII);

    private final boolean base64;

    TextForm(boolean base64) {
        this.base64 = base64;
    }

    /** The text for some bytes, as UTF-8. */
    byte[] read(byte[] bytes, String what) throws Unfit {
        if (isText(bytes, 0, bytes.length)) {
            return bytes;
        }
        if (!base64) {
            throw new Unfit(
                    RejectCode.INVALID_UTF8,
                    what + " has " + bytes.length
                            + " bytes that are not UTF-8; say 'binary: base64' of the system to take such");
        }
        byte[] encoded = Base64.getEncoder().encode(bytes);
        byte[] text = Arrays.copyOf(MARK, MARK.length + encoded.length);
        System.arraycopy(encoded, 0, text, MARK.length, encoded.length);
        return text;
    }

    /** True when the bytes between two places are a text as they are. */
    boolean isText(byte[] bytes, int from, int to) {
        return !(base64 && startsWithMark(bytes, from, to)) && isUtf8(bytes, from, to);
    }

    /** The bytes for a text: the way back. */
    byte[] write(byte[] text) throws Unfit {
        if (!base64 || !startsWithMark(text, 0, text.length)) {
            return text;
        }
        try {
            return Base64.getDecoder().decode(Arrays.copyOfRange(text, MARK.length, text.length));
        } catch (IllegalArgumentException e) {
            throw new Unfit(RejectCode.BAD_TYPE, "a text begins with base64: and does not go on in base64");
        }
    }

    /** Bytes for people's eyes: what is no letter of ASCII as an escape. */
    static String shown(byte[] bytes) {
        if (isUtf8(bytes, 0, bytes.length)) {
            return new String(bytes, UTF_8);
        }
        StringBuilder shown = new StringBuilder();
        for (char character : new String(bytes, ISO_8859_1).toCharArray()) {
            shown.append(
                    character < ' ' || character > '~' || character == '\\'
                            ? String.format("\\x%02x", (int) character)
                            : String.valueOf(character));
        }
        return shown.toString();
    }

    private static boolean isUtf8(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] < 0) {
                // What is not UTF-8 becomes other bytes on this way
                byte[] again = new String(bytes, at, to - at, UTF_8).getBytes(UTF_8);
                return Arrays.equals(again, 0, again.length, bytes, at, to);
            }
        }
        return true;
    }

    private static boolean startsWithMark(byte[] bytes, int from, int to) {
        return to - from >= MARK.length && Arrays.equals(bytes, from, from + MARK.length, MARK, 0, MARK.length);
    }
}
