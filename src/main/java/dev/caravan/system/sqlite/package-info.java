/**
 * All about SQLite: reading a database file, writing one chunk by chunk with the ledger in the same transaction, its
 * catalogue and its own checks. May use model, spi and the driver; {@link dev.caravan.system.sqlite.SqliteSystem} is the door.
 */
package dev.caravan.system.sqlite;
