package dev.caravan.embedding;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CellType;
import dev.caravan.model.EmbeddingSum;
import dev.caravan.model.RowBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/**
 * Adds to rows what belongs to an embedded text: where the vector comes from, the vector, and its sum. Safe for use by several
 * threads.
 */
public final class EmbeddedRows {
    private static final String EMBEDDING = "embedding";
    private static final int DIGEST_BYTES = 16;

    private final TextEmbedder embedder;

    /** Rows whose texts this embedder reads. */
    public EmbeddedRows(TextEmbedder embedder) {
        this.embedder = embedder;
    }

    /** The rows with where their vectors come from, and room for vector and sum; the last column holds the text. */
    public RowBuffer outline(RowBuffer rows) {
        List<String> columns = new ArrayList<>(rows.columns());
        columns.addAll(List.of(EmbeddingSum.FROM, EMBEDDING, EmbeddingSum.COLUMN));
        RowBuffer outlined = new RowBuffer(columns, rows.rows());
        int text = rows.columns().size() - 1;
        for (int row = 0; row < rows.rows(); row++) {
            outlined.beginRow(rows.record(row));
            copy(rows, row, rows.columns().size(), outlined);
            outlined.addText(from(rows.bytes(row, text)));
            outlined.addNull();
            outlined.addNull();
            outlined.endRow();
        }
        return outlined;
    }

    /**
     * Computes the vectors of outlined rows that have none yet.
     *
     * @param wanted told where a vector comes from; a row it does not want stays as it is
     */
    public RowBuffer complete(RowBuffer rows, Predicate<String> wanted) {
        int embedding = rows.columns().size() - 2;
        List<Integer> chosen = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < rows.rows(); row++) {
            if (rows.isNull(row, embedding) && wanted.test(rows.text(row, embedding - 1))) {
                chosen.add(row);
                texts.add(rows.text(row, embedding - 2));
            }
        }
        return texts.isEmpty() ? rows : filled(rows, chosen, embedder.embed(texts));
    }

    private static RowBuffer filled(RowBuffer rows, List<Integer> chosen, List<byte[]> vectors) {
        int embedding = rows.columns().size() - 2;
        int bytes = vectors.size() * (vectors.get(0).length + 64);
        RowBuffer filled = new RowBuffer(rows.columns(), rows.rows(), rows.rows() * 256 + bytes);
        int next = 0;
        for (int row = 0; row < rows.rows(); row++) {
            filled.beginRow(rows.record(row));
            if (next < chosen.size() && chosen.get(next) == row) {
                byte[] vector = vectors.get(next);
                copy(rows, row, embedding, filled);
                filled.addBytes(CellType.VECTOR, vector);
                filled.addDouble(EmbeddingSum.of(vector, 0, vector.length));
                next++;
            } else {
                copy(rows, row, rows.columns().size(), filled);
            }
            filled.endRow();
        }
        return filled;
    }

    private static void copy(RowBuffer from, int row, int columns, RowBuffer into) {
        for (int column = 0; column < columns; column++) {
            into.addCopy(from, row, column);
        }
    }

    private String from(byte[] text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(embedder.name().getBytes(UTF_8));
            digest.update((byte) 0);
            byte[] all = digest.digest(text);
            return embedder.name() + " " + HexFormat.of().formatHex(all, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
