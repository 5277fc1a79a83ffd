/**
 * Chroma servers, spoken to in API v2 over HTTP: a collection is a partition, an embedding a vector cell. May use model and
 * spi.
 *
 * <p>What this room knows of the server, each tried on a real one: {@code upsert} merges metadata into what is there;
 * {@code add} of an id that is there says 201 and does nothing; a NaN is taken and makes the whole vector unreadable; keys
 * that begin with {@code chroma:} are dropped without a word; an index for cosine gives floats back up to 1.4e-7 (relative)
 * off; there are no transactions.
 */
package dev.caravan.system.chroma;
