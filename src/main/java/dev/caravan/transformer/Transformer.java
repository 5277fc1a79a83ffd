package dev.caravan.transformer;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.spi.Mapping;

/**
 * The transform stage: applies a mapping and sees that no record is lost by it. Safe for use by several threads, each with its
 * own chunk.
 */
public final class Transformer implements Mapping {
    /** How rejects name this stage. */
    static final String STAGE = "transform";

    private final Mapping mapping;

    /** A stage that applies {@code mapping}. */
    public Transformer(Mapping mapping) {
        this.mapping = requireNonNull(mapping, "mapping is null");
    }

    /**
     * Maps a chunk.
     *
     * @throws CaravanException INTERNAL when the mapping broke its contract
     */
    @Override
    public void apply(Chunk chunk) {
        mapping.apply(chunk);
        if (chunk.rows() == null) {
            throw broken(chunk, "made no rows");
        }
        RowBuffer rows = chunk.rows();
        int row = 0;
        for (int record = 0; record < chunk.records().count(); record++) {
            boolean has = row < rows.rows() && rows.record(row) == record;
            if (chunk.pending(record) && !has) {
                throw broken(chunk, "left record " + record + " without a row and without a fate");
            }
            row += has ? 1 : 0;
        }
        if (row < rows.rows()) {
            throw broken(chunk, "made rows out of order");
        }
    }

    private static CaravanException broken(Chunk chunk, String what) {
        return new CaravanException(
                ErrorCode.INTERNAL,
                chunk.toString(),
                "the mapping " + what + "; this is a mistake in Caravan, report it");
    }
}
