package dev.caravan.system.postgresql;

import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;

import dev.caravan.model.Counts;
import dev.caravan.model.Existing;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Position;
import dev.caravan.spi.Chunks;
import dev.caravan.spi.Target;
import java.util.Map;

/** A process that writes ten chunks of a hundred rows and goes on where the ledger says; a kill point may end it. */
final class KilledWriter {
    static final int CHUNKS = 10;
    static final int ROWS = 100;

    private KilledWriter() {}

    public static void main(String[] arguments) {
        try (Sample sample = new Sample(arguments[0])) {
            Target target = sample.target(Existing.REJECT, table("note"));
            Target.Ledger ledger = target.open(SCOPE);
            long done = ledger.rows().isEmpty()
                    ? 0
                    : ledger.rows().get(0).position().ordinal();
            for (long first = done; first < CHUNKS * ROWS; first += ROWS) {
                long next = first + ROWS;
                Object[][] some = new Object[ROWS][];
                for (int i = 0; i < ROWS; i++) {
                    some[i] = row(first + i, "text of " + (first + i));
                }
                target.write(
                        chunk(rows("id,body", some)),
                        settled -> new LedgerRow(
                                "part",
                                new Position(next, ""),
                                next == CHUNKS * ROWS,
                                new Counts(next, next, 0, 0, 0),
                                Map.of(),
                                "x",
                                Chunks.NOW));
            }
        }
    }
}
