package dev.caravan.importer;

import dev.caravan.model.Reject;
import dev.caravan.model.RejectCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What one target refused of a chunk, by record and, for a child alone, by its name. */
record Refusals(Map<Place, Reject> byPlace) {
    static Refusals of(Collection<Reject> rejects) {
        Map<Place, Reject> byPlace = new HashMap<>();
        rejects.forEach(reject -> byPlace.put(new Place(reject.ordinal(), reject.child()), reject));
        return new Refusals(Map.copyOf(byPlace));
    }

    boolean isEmpty() {
        return byPlace.isEmpty();
    }

    /** The reject of a record as a whole; null when it was taken. */
    Reject record(long ordinal) {
        return byPlace.get(new Place(ordinal, ""));
    }

    /** The reject of a child alone; null when it was taken. */
    Reject child(long ordinal, String name) {
        return byPlace.get(new Place(ordinal, name));
    }

    /** True when the key is another row's: a row that is equal elsewhere may be that one's. */
    static boolean isClash(Reject reject) {
        return reject.code().equals(RejectCode.DUPLICATE_KEY.code())
                || reject.code().equals(RejectCode.ALREADY_EXISTS.code());
    }

    /** A record, or one of its children. */
    record Place(long ordinal, String child) {}
}
