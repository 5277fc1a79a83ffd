package dev.caravan.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.JsonRecords;
import dev.caravan.model.Records;
import dev.caravan.model.RowRecords;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Arrays;

/**
 * The first bytes of a record as it was read, and how many it has in all.
 *
 * @param head null when the record could not be read
 */
record RawRecord(byte[] head, long size) {
    /** The most that is kept of a record. */
    static final int CAP = 64 * 1024;

    private static final RawRecord NONE = new RawRecord(null, 0);

    /** The record with this index in its chunk. */
    static RawRecord of(Records records, int index) {
        if (records instanceof JsonRecords json) {
            return json(json, index);
        }
        return new RowText((RowRecords) records).record(index);
    }

    /** A record with these bytes; all beyond the cap are dropped, whole characters only. */
    static RawRecord of(byte[] bytes, int offset, int length) {
        int end = Math.min(length, CAP);
        while (end < length && end > 0 && (bytes[offset + end] & 0xC0) == 0x80) {
            end--;
        }
        return new RawRecord(Arrays.copyOfRange(bytes, offset, offset + end), length);
    }

    /** For people: bytes that are no UTF-8 as {@code \xNN}, and a mark where the record was cut. */
    String text() {
        if (head == null) {
            return null;
        }
        String text = decoded();
        return head.length == size ? text : text + " [cut: the first " + head.length + " of " + size + " bytes]";
    }

    private static RawRecord json(JsonRecords records, int index) {
        int length = records.length(index);
        return length == 0 ? NONE : of(records.bytes(), records.offset(index), length);
    }

    private String decoded() {
        CharsetDecoder decoder = UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(head);
        CharBuffer out = CharBuffer.allocate(head.length * 4);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put(String.format("\\x%02X", in.get()));
            }
        }
    }
}
