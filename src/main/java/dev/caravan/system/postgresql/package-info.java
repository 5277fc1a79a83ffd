/**
 * All about PostgreSQL: reading tables from one snapshot, writing chunks by COPY with the ledger in the same transaction, its
 * catalogue and its own checks. May use model, spi and the driver; {@link dev.caravan.system.postgresql.PostgresqlSystem} is the
 * door.
 */
package dev.caravan.system.postgresql;
