package dev.caravan.model;

/**
 * Whose ledger it is.
 *
 * @param digest the pipeline's digest; see {@link Pipeline}
 * @param holder who writes, for messages to another run: process id and host
 */
public record LedgerScope(String migration, String pipeline, String digest, String holder) {}
