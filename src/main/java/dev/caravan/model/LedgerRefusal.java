package dev.caravan.model;

import java.util.Optional;

/** Why a run may not go on with a ledger, in the words that every kind of target says it with. */
public final class LedgerRefusal {
    private static final int SHOWN = 12;

    private LedgerRefusal() {}

    /**
     * For a ledger that another definition of the pipeline has begun; empty where the scope takes it.
     *
     * @param known the digest of that definition
     */
    public static Optional<String> changed(LedgerScope scope, String known) {
        return scope.acceptChanged() || scope.digest().equals(known)
                ? Optional.empty()
                : Optional.of("pipeline '" + scope.pipeline() + "' of '" + scope.migration()
                        + "' was begun by another definition of it (digest " + head(known) + ", now "
                        + head(scope.digest())
                        + "); put the file back as it was, go on with --accept-changed, or start over with --fresh");
    }

    /**
     * For a run whose ledger a younger one has.
     *
     * @param epoch of the younger one
     * @param own the epoch of the run that is refused
     * @param untouched what has not happened, a sentence's beginning
     */
    public static String overtaken(LedgerScope scope, long epoch, String holder, long own, String untouched) {
        return stale("run " + epoch + " of '" + holder + "' has taken over from run " + own, scope, untouched);
    }

    /** For a run whose ledger is there no more. */
    public static String gone(LedgerScope scope, String untouched) {
        return stale("the ledger was forgotten or cleaned up meanwhile", scope, untouched);
    }

    private static String stale(String seen, LedgerScope scope, String untouched) {
        return seen + " in pipeline '" + scope.pipeline() + "' of '" + scope.migration() + "'; " + untouched
                + ": end this process";
    }

    private static String head(String digest) {
        return digest.length() <= SHOWN ? digest : digest.substring(0, SHOWN);
    }
}
