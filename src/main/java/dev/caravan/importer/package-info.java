/** The import stage: writes a chunk and its ledger row as one, or not at all. May use model and spi. */
package dev.caravan.importer;
