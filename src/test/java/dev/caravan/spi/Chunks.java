package dev.caravan.spi;

import dev.caravan.model.CellType;
import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.Fate;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.SystemKind.TargetTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Short ways to make chunks for targets, and to look at what became of them. */
public final class Chunks {
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456Z");
    public static final LedgerScope SCOPE = new LedgerScope("demo", "things", "digest-1", "4711@here");

    private Chunks() {}

    public static TargetTable table(String name, String... key) {
        return new TargetTable(name, List.of(key));
    }

    /** Rows of the given columns; see {@link #add}. */
    public static RowBuffer rows(String columns, Object[]... rows) {
        RowBuffer buffer = new RowBuffer(List.of(columns.split(",")), rows.length);
        for (int row = 0; row < rows.length; row++) {
            buffer.beginRow(row);
            Arrays.stream(rows[row]).forEach(value -> add(buffer, value));
            buffer.endRow();
        }
        return buffer;
    }

    public static Object[] row(Object... values) {
        return values;
    }

    /** A chunk whose records are these rows, with no children. */
    public static Chunk chunk(RowBuffer rows, ChildRows... children) {
        return chunk(rows, rows, children);
    }

    /** The same, of records whose keys in the source, {@code v1-0} and so on, are not those of the rows. */
    public static Chunk keyedApart(RowBuffer rows) {
        RowBuffer own = new RowBuffer(List.of("own"), rows.rows());
        for (int record = 0; record < rows.rows(); record++) {
            own.beginRow(record);
            own.addText("v1-" + record);
            own.endRow();
        }
        return chunk(own, rows);
    }

    private static Chunk chunk(RowBuffer source, RowBuffer rows, ChildRows... children) {
        RowRecords records = new RowRecords("source", source, new int[] {0}, 0);
        Partition partition = new Partition("part", "source", "", -1, -1);
        Chunk chunk = new Chunk(partition, Position.START, new Position(rows.rows(), "to"), true, records);
        chunk.transformed(rows, List.of(), List.of(children));
        return chunk;
    }

    /** Children; the first value of a row is its parent's record, the second column is its number. */
    public static ChildRows children(String table, String columns, Object[]... rows) {
        RowBuffer buffer = new RowBuffer(List.of(columns.split(",")), rows.length);
        for (Object[] row : rows) {
            buffer.beginRow((Integer) row[0]);
            Arrays.stream(row).skip(1).forEach(value -> add(buffer, value));
            buffer.endRow();
        }
        return new ChildRows(table, buffer, 1);
    }

    public static void add(RowBuffer buffer, Object value) {
        if (value == null) {
            buffer.addNull();
        } else if (value instanceof String text) {
            buffer.addText(text);
        } else if (value instanceof Double real) {
            buffer.addDouble(real);
        } else if (value instanceof Boolean truth) {
            buffer.addBoolean(truth);
        } else if (value instanceof Cell cell) {
            buffer.addBytes(cell.type(), cell.bytes());
        } else {
            buffer.addLong(((Number) value).longValue());
        }
    }

    /** A value of a type that has no class of its own. */
    public record Cell(CellType type, byte[] bytes) {}

    /** Writes the chunk with the ledger row that goes with it. */
    public static Chunk write(Target target, Chunk chunk) {
        target.write(chunk, Chunks::ledgerRow);
        return chunk;
    }

    public static LedgerRow ledgerRow(Chunk chunk) {
        Map<String, Counts> children = chunk.children().isEmpty()
                ? Map.of()
                : Map.of(chunk.children().get(0).table(), chunk.childCounts(0));
        return new LedgerRow(
                chunk.partition().id(), chunk.to(), chunk.last(), chunk.counts(), children, "sha256:x", NOW);
    }

    public static List<Fate> fates(Chunk chunk) {
        List<Fate> fates = new ArrayList<>();
        for (int record = 0; record < chunk.records().count(); record++) {
            fates.add(chunk.fate(record));
        }
        return fates;
    }

    /** Rejects as {@code ordinal child code}, in the order of their ordinals. */
    public static List<String> rejects(Chunk chunk) {
        return chunk.rejects().stream()
                .map(reject -> (reject.ordinal() + " " + reject.child() + " " + reject.code()).replace("  ", " "))
                .sorted()
                .toList();
    }
}
