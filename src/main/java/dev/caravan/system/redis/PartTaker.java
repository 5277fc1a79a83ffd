package dev.caravan.system.redis;

import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import dev.caravan.system.redis.RowFile.Fortune;
import dev.caravan.system.redis.RowShape.FoundKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Asks for what keys hold, and writes it down as rows. Used by one thread. */
final class PartTaker {
    private static final int PAGE = 500;

    private final ValueReader reader;
    private final KeyChoice choice;
    private final RowShape shape;
    private final BooleanSupplier goOn;
    private final RowBuffer row;

    /**
     * A taker.
     *
     * @param goOn whether anybody still wants it
     */
    PartTaker(ValueReader reader, KeyChoice choice, RowShape shape, BooleanSupplier goOn) {
        this.reader = reader;
        this.choice = choice;
        this.shape = shape;
        this.goOn = goOn;
        this.row = new RowBuffer(shape.columns(), 1, 1024);
    }

    /** What one part holds. */
    record Taken(long records, String digest) {}

    /** Takes a part; empty when nobody wanted it any more. */
    Optional<Taken> take(KeySorter listed, Path file) throws IOException {
        Fingerprint digest = new Fingerprint();
        long written = 0;
        try (PartOutput out = new PartOutput(Files.newOutputStream(file), digest::update)) {
            Iterator<byte[]> entries = listed.sorted();
            byte[] ahead = entries.hasNext() ? entries.next() : null;
            List<byte[]> page = new ArrayList<>();
            while (ahead != null) {
                page.add(ahead);
                ahead = entries.hasNext() ? entries.next() : null;
                boolean whole = ahead == null || !KeyEntry.sameRecord(page.get(page.size() - 1), ahead);
                if (whole && (page.size() >= PAGE || ahead == null)) {
                    if (!goOn.getAsBoolean()) {
                        return Optional.empty();
                    }
                    written += write(page, out);
                    page.clear();
                }
            }
            out.flush();
        }
        String text = digest.text() + " of " + written;
        return Optional.of(new Taken(written, text));
    }

    /** Writes the records of some entries; answers how many they are. */
    private int write(List<byte[]> entries, PartOutput out) throws IOException {
        List<byte[]> keys = new ArrayList<>(entries.size());
        for (byte[] entry : entries) {
            keys.add(KeyEntry.key(entry));
        }
        KeyValue[] values = reader.read(keys);
        List<FoundKey> record = new ArrayList<>();
        int written = 0;
        for (int entry = 0; entry < values.length; entry++) {
            // A key that two patterns mean is one record all the same
            if (record.isEmpty() || choice.joined()) {
                record.add(new FoundKey(keys.get(entry), KeyEntry.pattern(entries.get(entry)), values[entry]));
            }
            if (entry + 1 == values.length || !KeyEntry.sameRecord(entries.get(entry), entries.get(entry + 1))) {
                row.truncate(0);
                RowFile.write(out, row, 0, fill(record));
                record.clear();
                written++;
            }
        }
        return written;
    }

    private Fortune fill(List<FoundKey> record) {
        Fortune fortune = Fortune.GONE;
        row.beginRow(0);
        if (isThere(record)) {
            try {
                shape.add(row, record);
                row.endRow();
                return Fortune.FINE;
            } catch (Unfit unfit) {
                fortune = Fortune.rejected(unfit.code().code(), unfit.getMessage());
                row.abandonRow();
                row.beginRow(0);
            }
        }
        shape.addName(row, record);
        row.endRow();
        return fortune;
    }

    private static boolean isThere(List<FoundKey> record) {
        for (FoundKey found : record) {
            if (!found.value().isGone()) {
                return true;
            }
        }
        return false;
    }
}
