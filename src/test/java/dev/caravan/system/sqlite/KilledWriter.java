package dev.caravan.system.sqlite;

import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;

import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.Existing;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Position;
import dev.caravan.spi.Chunks;
import dev.caravan.spi.Target;
import java.nio.file.Path;
import java.util.Map;

/**
 * A process that writes ten chunks of a hundred rows into a database and goes on where the ledger says; it ends at a kill point
 * when the environment names one.
 */
final class KilledWriter {
    static final int CHUNKS = 10;
    static final int ROWS = 100;

    private KilledWriter() {}

    public static void main(String[] arguments) {
        try (Sample sample = new Sample(Path.of(arguments[0]))) {
            Target target = sample.target(Existing.REJECT, table("thing", "id"));
            Target.Ledger ledger = target.open(Chunks.SCOPE);
            long done = ledger.rows().isEmpty()
                    ? 0
                    : ledger.rows().get(0).position().ordinal();
            for (long first = done; first < CHUNKS * ROWS; first += ROWS) {
                long next = first + ROWS;
                target.write(chunkFrom(first), settled -> ledgerRow(settled, next));
            }
        }
    }

    private static Chunk chunkFrom(long first) {
        Object[][] rows = new Object[ROWS][];
        for (int i = 0; i < ROWS; i++) {
            rows[i] = row("id-" + (first + i), "text of " + (first + i));
        }
        return chunk(rows("id,name", rows));
    }

    private static LedgerRow ledgerRow(Chunk settled, long next) {
        if (!settled.counts().equals(new Counts(ROWS, ROWS, 0, 0, 0))) {
            throw new IllegalStateException("a row was there already: " + settled.counts());
        }
        return new LedgerRow(
                "part", new Position(next, ""), next == CHUNKS * ROWS, settled.counts(), Map.of(), "x", Chunks.NOW);
    }
}
