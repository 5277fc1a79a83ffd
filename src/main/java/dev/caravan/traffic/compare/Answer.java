package dev.caravan.traffic.compare;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What a side answered, as far as it is compared.
 *
 * @param status 0 when nothing came
 * @param headers by their names in small letters
 * @param body the body; of a long one its digest
 * @param length the body's whole length in bytes
 * @param cut true when {@code body} is the digest of a longer one
 * @param nanos from the request to the answer's head
 */
public record Answer(int status, Map<String, String> headers, byte[] body, long length, boolean cut, long nanos) {
    /** A header's value; null when it is not there. */
    String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** True when both bodies are the same, byte for byte. */
    boolean sameBody(Answer other) {
        return length == other.length && cut == other.cut && Arrays.equals(body, other.body);
    }
}
