package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What is to be written into the journal.
 *
 * @param migration empty when it concerns all
 * @param who a person, as far as known, or {@code caravan}
 * @param what happened or is about to, as verb and object: {@code pause memories}
 * @param why the reason given; empty when none is asked for
 * @param evidence what proves it; never a secret, never a record's values
 */
public record JournalNote(String migration, String who, String what, String why, JsonNode evidence) {
    public JournalNote {
        requireNonNull(migration, "migration is null");
        requireNonNull(who, "who is null");
        requireNonNull(what, "what is null");
        requireNonNull(why, "why is null");
        requireNonNull(evidence, "evidence is null");
    }
}
