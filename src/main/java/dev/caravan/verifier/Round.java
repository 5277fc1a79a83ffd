package dev.caravan.verifier;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** One step of the second reading: what is done, and to which keys. */
record Round(Purpose purpose, List<Slice> slices) {
    enum Purpose {
        /** Both sides are read and the keys of some buckets compared. */
        FIND,
        /** Both sides are read for the keys that findings name. */
        NAME,
        /** As {@link #FIND}; then what the target has too much is deleted. */
        DELETE,
        /** As {@link #FIND}; then what is missing or differs is written again. */
        MEND
    }

    /**
     * Some keys of one table.
     *
     * @param parts into how many parts the keys of these buckets are cut
     * @param part which of them it is
     * @param entries how many rows it is thought to have, with room for chance
     * @param filter the only keys of them that are looked at; null for all
     */
    record Slice(int table, BitSet buckets, int parts, int part, int entries, KeyFilter filter) {
        boolean holds(RowDigest row) {
            return buckets.get(row.bucket())
                    && (filter == null || filter.holds(row))
                    && (parts == 1 || Long.remainderUnsigned(row.keyHigh() >>> Integer.SIZE, parts) == part);
        }
    }

    List<Integer> tables() {
        return slices.stream().map(Slice::table).toList();
    }

    /** The slice of a table, or null. */
    Slice slice(int table) {
        return slices.stream()
                .filter(slice -> slice.table() == table)
                .findFirst()
                .orElse(null);
    }

    /** The rounds over all open buckets of some tables in this order, each with at most about {@code most} rows. */
    static List<Round> over(Purpose purpose, List<Integer> tables, List<BucketSums> sums, int most, KeyFilter filter) {
        Packing packing = new Packing(purpose, most, filter);
        for (int table : tables) {
            BucketSums of = sums.get(table);
            of.open().stream().forEach(bucket -> packing.add(table, bucket, of.entries(bucket)));
            packing.endTable(table);
        }
        packing.flush();
        return packing.rounds;
    }

    /** Puts buckets into rounds, and cuts a bucket that is too large for one. */
    private static final class Packing {
        private final Purpose purpose;
        private final int most;
        private final KeyFilter filter;
        private final List<Round> rounds = new ArrayList<>();
        private List<Slice> slices = new ArrayList<>();
        private BitSet buckets = new BitSet();
        private long inTable;
        private long inRound;

        Packing(Purpose purpose, int most, KeyFilter filter) {
            this.purpose = purpose;
            this.most = most;
            this.filter = filter;
        }

        void add(int table, int bucket, long entries) {
            if (entries > most) {
                cut(table, bucket, entries);
                return;
            }
            if (inRound + entries > most) {
                endTable(table);
                flush();
            }
            buckets.set(bucket);
            inTable += entries;
            inRound += entries;
        }

        void endTable(int table) {
            if (!buckets.isEmpty()) {
                slices.add(new Slice(table, buckets, 1, 0, (int) inTable, filter));
                buckets = new BitSet();
                inTable = 0;
            }
        }

        void flush() {
            if (!slices.isEmpty()) {
                rounds.add(new Round(purpose, List.copyOf(slices)));
                slices = new ArrayList<>();
                inRound = 0;
            }
        }

        private void cut(int table, int bucket, long entries) {
            BitSet one = new BitSet();
            one.set(bucket);
            int parts = Math.toIntExact((entries + most - 1) / most);
            // Chance fills some parts more than others.
            int room = Math.toIntExact(entries / parts * 5 / 4 + 1_000);
            for (int part = 0; part < parts; part++) {
                rounds.add(new Round(purpose, List.of(new Slice(table, one, parts, part, room, filter))));
            }
        }
    }
}
