package dev.caravan.run;

import dev.caravan.model.LedgerRow;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Predicate;

/** Chooses the texts whose vectors a verification computes again: other ones each time, about as many however many there are. */
final class EmbeddingSample {
    private static final long ABOUT = 100;

    private EmbeddingSample() {}

    /** Told where a vector comes from, which tells texts apart. */
    static Predicate<String> of(List<LedgerRow> ledger) {
        long rows = ledger.stream()
                .mapToLong(row -> row.counts().imported() + row.counts().skipped())
                .sum();
        int oneOf = (int) Math.max(1, Math.min(Integer.MAX_VALUE, rows / ABOUT));
        int seed = new SecureRandom().nextInt();
        return from -> Math.floorMod(mixed(from.hashCode() ^ seed), oneOf) == 0;
    }

    private static int mixed(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x45d9f3b;
        return mixed ^ (mixed >>> 16);
    }
}
