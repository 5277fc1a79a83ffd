package dev.caravan.model;

/**
 * Whose ledger it is.
 *
 * @param digest the pipeline's digest; see {@link Pipeline}
 * @param holder who writes, for messages to another run: process id and host
 * @param acceptChanged true when a ledger begun under another digest is gone on with, and gets this one
 */
public record LedgerScope(String migration, String pipeline, String digest, String holder, boolean acceptChanged) {

    /** A scope that refuses a ledger begun under another digest. */
    public LedgerScope(String migration, String pipeline, String digest, String holder) {
        this(migration, pipeline, digest, holder, false);
    }
}
