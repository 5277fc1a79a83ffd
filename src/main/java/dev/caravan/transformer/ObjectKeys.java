package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The keys seen so far in each object that is open, so that the second of two equal ones is noticed. A few are compared one by
 * one, without allocation; many go into a set, so that an object made of clashing keys costs no more than another.
 */
final class ObjectKeys {
    private static final int FEW = 24;

    private int[] hashes = new int[64];
    private byte[][] owners = new byte[64][];
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int used;
    private int[] bases = new int[16];
    private Set<String>[] sets = newSets(16);
    private int depth;
    private final ByteText decoded = new ByteText();

    private byte[] key;
    private int start;
    private int end;
    private int hash;

    void clear() {
        depth = 0;
        used = 0;
    }

    /** Begins an object. */
    void open() {
        if (depth == bases.length) {
            bases = Arrays.copyOf(bases, depth * 2);
            sets = Arrays.copyOf(sets, depth * 2);
        }
        sets[depth] = null;
        bases[depth++] = used;
    }

    /** Ends the object begun last. */
    void close() {
        used = bases[--depth];
    }

    /** Takes a key as the current one, its escapes resolved. */
    void look(byte[] bytes, int from, int to, boolean escaped) {
        key = bytes;
        start = from;
        end = to;
        if (escaped) {
            decoded.clear();
            Escapes.decodeLeniently(bytes, from, to, decoded);
            key = Arrays.copyOf(decoded.bytes(), decoded.length());
            start = 0;
            end = key.length;
        }
        hash = hash(key, start, end);
    }

    /** Keeps the current key; false when its object had it before. */
    boolean add() {
        int base = bases[depth - 1];
        if (used - base >= FEW) {
            return addToSet(base);
        }
        for (int other = base; other < used; other++) {
            if (hashes[other] == hash && matches(owners[other], starts[other], ends[other])) {
                return false;
            }
        }
        push();
        return true;
    }

    /** True when the current key is {@code name}. */
    boolean is(byte[] name, int nameHash) {
        return nameHash == hash && matches(name, 0, name.length);
    }

    /** The bytes in which the current key lies; valid as long as the record is. */
    byte[] bytes() {
        return key;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int hash() {
        return hash;
    }

    static int hash(byte[] bytes, int from, int to) {
        int hash = to - from;
        for (int at = from; at < to; at++) {
            hash = hash * 31 + bytes[at];
        }
        return hash;
    }

    private boolean matches(byte[] other, int otherStart, int otherEnd) {
        return Arrays.equals(key, start, end, other, otherStart, otherEnd);
    }

    private boolean addToSet(int base) {
        Set<String> set = sets[depth - 1];
        if (set == null) {
            set = new HashSet<>();
            sets[depth - 1] = set;
            for (int other = base; other < used; other++) {
                set.add(asCharacters(owners[other], starts[other], ends[other]));
            }
        }
        return set.add(asCharacters(key, start, end));
    }

    private void push() {
        if (used == hashes.length) {
            hashes = Arrays.copyOf(hashes, used * 2);
            owners = Arrays.copyOf(owners, used * 2);
            starts = Arrays.copyOf(starts, used * 2);
            ends = Arrays.copyOf(ends, used * 2);
        }
        hashes[used] = hash;
        owners[used] = key;
        starts[used] = start;
        ends[used++] = end;
    }

    /** One character a byte: quick, and equal when the bytes are. */
    private static String asCharacters(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Set<String>[] newSets(int size) {
        return (Set<String>[]) new Set[size];
    }
}
