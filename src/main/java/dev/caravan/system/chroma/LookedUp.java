package dev.caravan.system.chroma;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of some ids were there when they were looked up.
 *
 * @param since how many writes the collection had seen then
 */
record LookedUp(WriteLock lock, long since, Set<String> ids, List<String> there) {
    /** Those that are there now, unless a write of this process may have changed it. Asked by who holds the lock. */
    Optional<List<String>> stillThere(Set<String> wanted) {
        return ids.containsAll(wanted) && lock.holds(since, ids) ? Optional.of(there) : Optional.empty();
    }
}
