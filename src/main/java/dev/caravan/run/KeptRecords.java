package dev.caravan.run;

import dev.caravan.model.LedgerRow;
import dev.caravan.spi.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Where a source may keep what it reads, see {@link Source#keepIn}.
 *
 * @param folder of one pipeline
 * @param anew whether what was kept before is of no more use
 */
record KeptRecords(Path folder, boolean anew) {
    /** Where the pipelines of a migration keep what their sources read. */
    static Path of(Path state, String migration) {
        return state.resolve("copies").resolve(migration);
    }

    /** Offers the folder to a source that is not open yet. */
    void offer(Source source, Supplier<List<LedgerRow>> ledger) {
        source.keepIn(folder, () -> anew ? Map.of() : identities(ledger.get()));
    }

    private static Map<String, String> identities(List<LedgerRow> ledger) {
        return ledger.stream().collect(Collectors.toMap(LedgerRow::partition, LedgerRow::identity));
    }
}
