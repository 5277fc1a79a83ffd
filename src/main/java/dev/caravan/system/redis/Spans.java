package dev.caravan.system.redis;

import java.util.Arrays;
import java.util.List;

/** Texts where they lie in some bytes, one behind another; no bytes are moved to name them. Used by one thread. */
final class Spans {
    private byte[] bytes = {};
    private int[] places = new int[64];
    private int count;

    /** Texts that lie apart, put together. */
    static Spans of(List<byte[]> texts) {
        Spans spans = new Spans();
        int length = texts.stream().mapToInt(text -> text.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] text : texts) {
            System.arraycopy(text, 0, all, at, text.length);
            spans.add(at, at + text.length);
            at += text.length;
        }
        spans.lieIn(all, 0);
        return spans;
    }

    void clear() {
        count = 0;
    }

    /** Adds a text, by places that need not be final yet. */
    void add(int from, int to) {
        if (2 * count == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        places[2 * count] = from;
        places[2 * count + 1] = to;
        count++;
    }

    /** Tells where the texts lie: their places count from {@code start}. */
    void lieIn(byte[] all, int start) {
        bytes = all;
        for (int at = 0; start != 0 && at < 2 * count; at++) {
            places[at] += start;
        }
    }

    int count() {
        return count;
    }

    byte[] bytes() {
        return bytes;
    }

    int from(int text) {
        return places[2 * text];
    }

    int to(int text) {
        return places[2 * text + 1];
    }

    /** Compares two texts by their bytes, as numbers without a sign. */
    int compare(int one, int other) {
        int end = Math.min(to(one) - from(one), to(other) - from(other));
        for (int at = 0; at < end; at++) {
            int difference = (bytes[from(one) + at] & 0xff) - (bytes[from(other) + at] & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return to(one) - from(one) - (to(other) - from(other));
    }
}
