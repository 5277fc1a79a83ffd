package dev.caravan.system.sqlite;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One fair lock a database file: SQLite has one writer, and waiting here is quicker and fairer than its own polling. */
final class WriteLocks {
    private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

    ReentrantLock of(SqliteFile file) {
        return locks.computeIfAbsent(file.path(), path -> new ReentrantLock(true));
    }
}
