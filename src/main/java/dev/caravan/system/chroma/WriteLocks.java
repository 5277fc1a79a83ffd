package dev.caravan.system.chroma;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One fair lock a collection: several writers only look quicker, for the server's index has one. */
final class WriteLocks {
    private final Map<String, WriteLock> locks = new ConcurrentHashMap<>();

    WriteLock of(ChromaAddress address, String collection) {
        String name = address.base() + " " + address.tenant() + " " + address.database() + " " + collection;
        return locks.computeIfAbsent(name, key -> new WriteLock());
    }
}
