package dev.caravan.repository;

import java.time.Instant;

/**
 * An entry of the journal.
 *
 * @param number from 1, without gaps
 * @param hash SHA-256 of the entry and of the hash before it, as hex
 */
public record JournalEntry(long number, Instant at, JournalNote note, String hash) {}
