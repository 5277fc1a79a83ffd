package dev.caravan.model;

import java.time.Instant;

/**
 * Whose ledger it is.
 *
 * @param digest the pipeline's digest; see {@link Pipeline}
 * @param holder who writes, for messages to another run: process id and host
 * @param acceptChanged true when a ledger begun under another digest is gone on with, and gets this one
 * @param firstStart when the migration was first started as far as the caller knows, for a ledger that does not know it
 *     any more; null where the ledger is to take the present time
 */
public record LedgerScope(
        String migration, String pipeline, String digest, String holder, boolean acceptChanged, Instant firstStart) {

    /** A scope of a caller that does not know when the migration was first started. */
    public LedgerScope(String migration, String pipeline, String digest, String holder, boolean acceptChanged) {
        this(migration, pipeline, digest, holder, acceptChanged, null);
    }

    /** A scope that refuses a ledger begun under another digest. */
    public LedgerScope(String migration, String pipeline, String digest, String holder) {
        this(migration, pipeline, digest, holder, false, null);
    }
}
