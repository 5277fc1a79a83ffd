package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

/**
 * The journal's last entry: whoever keeps it elsewhere can prove later what stood in the journal up to there.
 *
 * @param number how many entries there are
 * @param hash of the last one
 */
public record JournalHead(long number, String hash) {
    public JournalHead {
        requireNonNull(hash, "hash is null");
    }
}
