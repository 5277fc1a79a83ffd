package dev.caravan.repository;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One run of one migration, as recorded.
 *
 * @param fileDigest SHA-256 of the migration file, as hex
 * @param exclusive true when it holds the state's lock while it runs
 * @param ended null while it runs, and for a run that was killed until the next one finds it
 * @param outcome null as long as {@code ended} is
 * @param reason for people; empty when all is well
 * @param facts what the run found out, an object
 */
public record Run(
        long id,
        String migration,
        String fileDigest,
        String verb,
        boolean exclusive,
        long pid,
        String host,
        Instant started,
        Instant ended,
        RunOutcome outcome,
        String reason,
        JsonNode facts) {}
