/**
 * {@code init}: looks at a database and writes the migration file and the SQL that carry it into a PostgreSQL one. Everything
 * that it cannot carry is a warning. May use {@code model}, {@code spi} and {@code relational}; connections are handed in.
 *
 * <p>A room for each kind of source reads it into {@link dev.caravan.scaffold.Relation}s, already in PostgreSQL's words; what
 * PostgreSQL thinks of them is tried in a transaction that is taken back.
 */
package dev.caravan.scaffold;
