package dev.caravan.phrase;

import dev.caravan.model.CaravanException;
import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The phrases of another source's texts: records of {@code id, name}, or of {@code row_id, concept_id, weight} for which row
 * has which. The other source is read whole when the first record is asked for, and what was found is kept in memory. Where a
 * file says what the phrases are, that is read in place of the texts.
 */
public final class PhraseSource implements Source {
    private static final int BATCH = 5_000;

    private final Source texts;
    private final Pipeline.Phrases phrases;
    private final String table;
    private List<Partition> partitions = List.of();
    private Concepts concepts;

    /**
     * A source over another one of a single table whose key is one whole number; nothing is opened yet.
     *
     * @param texts closed with this one
     * @param table the name of its table
     */
    public PhraseSource(Source texts, Pipeline.Phrases phrases, String table) {
        this.texts = texts;
        this.phrases = phrases;
        this.table = table;
    }

    @Override
    public List<Partition> open() {
        partitions = texts.open();
        return List.of(new Partition("phrases of " + table, table, "", -1, -1));
    }

    @Override
    public String identity(Partition partition) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            if (!phrases.file().isEmpty()) {
                digest.update(new ConceptFile(Path.of(phrases.file())).bytes());
            }
            for (Partition one : partitions) {
                digest.update((one.id() + " " + texts.identity(one) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public synchronized Chunk read(Partition partition, Position from, int most) {
        if (concepts == null) {
            concepts = find();
        }
        int first = (int) from.ordinal();
        int all = phrases.links() ? concepts.links() : concepts.count();
        int end = Math.min(all, first + most);
        RowBuffer rows = phrases.links() ? links(first, end) : names(first, end);
        int[] key = phrases.links() ? new int[] {0, 1} : new int[] {0};
        RowRecords records = new RowRecords(table, rows, key, first);
        return new Chunk(partition, from, new Position(end, ""), end == all, records);
    }

    @Override
    public void close() {
        texts.close();
    }

    private RowBuffer names(int first, int end) {
        RowBuffer rows = new RowBuffer(List.of("id", "name"), end - first);
        for (int index = first; index < end; index++) {
            rows.beginRow(index - first);
            rows.addLong(index + 1L);
            rows.addText(concepts.name(index + 1));
            rows.endRow();
        }
        return rows;
    }

    private RowBuffer links(int first, int end) {
        RowBuffer rows = new RowBuffer(List.of("row_id", "concept_id", "weight"), end - first);
        for (int link = first; link < end; link++) {
            rows.beginRow(link - first);
            rows.addLong(concepts.key(link));
            rows.addLong(concepts.concept(link));
            rows.addDouble(Math.rint(concepts.weight(link) * 1e6) / 1e6);
            rows.endRow();
        }
        return rows;
    }

    private Concepts find() {
        if (!phrases.file().isEmpty()) {
            return new ConceptFile(Path.of(phrases.file())).read();
        }
        Concepts found = new Concepts(phrases.text(), phrases.least());
        for (Partition partition : partitions) {
            Position at = Position.START;
            for (boolean last = false; !last; ) {
                Chunk chunk = texts.read(partition, at, BATCH);
                check(chunk);
                found.add(chunk);
                at = chunk.to();
                last = chunk.last();
            }
        }
        found.finish();
        return found;
    }

    private void check(Chunk chunk) {
        if (!(chunk.records() instanceof RowRecords records)) {
            throw unusable("has no columns to take texts from");
        }
        for (String column : phrases.text()) {
            if (records.rows().indexOf(column) < 0) {
                throw unusable("has no column '" + column + "' to take texts from; it has "
                        + String.join(", ", records.rows().columns().subList(0, records.ownColumns())));
            }
        }
        boolean whole = records.keyColumns().length == 1
                && (records.count() == 0 || records.rows().type(0, records.keyColumns()[0]) == CellType.INTEGER);
        if (!whole) {
            throw unusable("needs a key of one whole number for its phrases to be linked to");
        }
    }

    private CaravanException unusable(String why) {
        return new CaravanException(ErrorCode.SOURCE_UNUSABLE, "table '" + table + "'", why);
    }
}
