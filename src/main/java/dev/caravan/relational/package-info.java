/**
 * What databases with tables have in common: how the rows of a chunk are settled one by one where a whole statement fails, the
 * ledger beside the rows, and pieces of SQL. May use model, spi and JDBC; the rooms of such systems use it, and bring what
 * differs through {@link dev.caravan.relational.TableRows}.
 */
package dev.caravan.relational;
