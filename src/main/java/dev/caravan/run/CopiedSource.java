package dev.caravan.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.CopiedTable;
import dev.caravan.model.CopiedTable.Form;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.model.ShortestDecimal;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Reads tables as {@code tables:} says. Those that have a key of their own there are read by a source of their own. */
final class CopiedSource implements Source {
    private final List<Source> sources = new ArrayList<>();
    private final List<CopiedTable> copies;
    private final Map<String, Part> parts = new ConcurrentHashMap<>();

    /** What was read, by how it is seen; a chunk that nobody gives back is forgotten with it. */
    private final Map<Chunk, Chunk> read = Collections.synchronizedMap(new WeakHashMap<>());

    CopiedSource(SystemKind kind, Pipeline.Export export) {
        this.copies = export.copies();
        List<String> usual = copies.stream()
                .filter(copy -> !hasKey(copy))
                .map(CopiedTable::table)
                .toList();
        if (!usual.isEmpty()) {
            sources.add(kind.source(new Pipeline.Export(export.from(), usual, List.of(), List.of())));
        }
        copies.stream()
                .filter(CopiedSource::hasKey)
                .forEach(copy -> sources.add(
                        kind.source(new Pipeline.Export(export.from(), List.of(copy.table()), List.of(), copy.key()))));
    }

    @Override
    public void keepIn(Path folder, Supplier<Map<String, String>> known) {
        for (int number = 0; number < sources.size(); number++) {
            sources.get(number).keepIn(folder.resolve(String.valueOf(number)), known);
        }
    }

    @Override
    public List<Partition> open() {
        List<Partition> partitions = new ArrayList<>();
        for (Source source : sources) {
            for (Partition partition : source.open()) {
                Part part = new Part(source, partition, copy(partition.table()));
                parts.put(partition.id(), part);
                partitions.add(part.seen());
            }
        }
        return List.copyOf(partitions);
    }

    @Override
    public String identity(Partition partition) {
        Part part = part(partition);
        return part.source().identity(part.partition());
    }

    @Override
    public String stamp(Partition partition) {
        Part part = part(partition);
        return part.source().stamp(part.partition());
    }

    @Override
    public Chunk read(Partition partition, Position from, int most) {
        Part part = part(partition);
        Chunk chunk = part.source().read(part.partition(), from, most);
        Chunk seen = part.seen(chunk);
        read.put(seen, chunk);
        return seen;
    }

    @Override
    public void done(Chunk chunk) {
        Chunk original = read.remove(chunk);
        if (original != null) {
            part(chunk.partition()).source().done(original);
        }
    }

    @Override
    public void close() {
        sources.forEach(Source::close);
    }

    private static boolean hasKey(CopiedTable copy) {
        return copy.key() != null && !copy.key().isEmpty();
    }

    private CopiedTable copy(String table) {
        return copies.stream()
                .filter(copy -> copy.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private Part part(Partition partition) {
        Part part = parts.get(partition.id());
        if (part == null) {
            throw new IllegalStateException("the source is not open, or '" + partition.id() + "' is not its own");
        }
        return part;
    }

    /** A partition where it is read, and as it is seen. */
    private record Part(Source source, Partition partition, CopiedTable copy) {
        Partition seen() {
            return new Partition(partition.id(), copy.as(), partition.range(), partition.records(), partition.bytes());
        }

        Chunk seen(Chunk chunk) {
            RowRecords records = (RowRecords) chunk.records();
            Chunk seen = new Chunk(
                    seen(),
                    chunk.from(),
                    chunk.to(),
                    chunk.last(),
                    new RowRecords(
                            copy.table(),
                            seen(records.rows()),
                            records.keyColumns(),
                            records.firstOrdinal(),
                            records.ownColumns()));
            seen.restore(chunk.save());
            return seen;
        }

        private RowBuffer seen(RowBuffer rows) {
            Form[] forms = rows.columns().stream()
                    .map(column -> copy.column(column).form())
                    .toArray(Form[]::new);
            List<String> names = copy.named(rows.columns());
            if (List.of(forms).stream().allMatch(form -> form == Form.SAME)) {
                return rows.named(names);
            }
            RowBuffer seen = new RowBuffer(names, rows.rows());
            for (int row = 0; row < rows.rows(); row++) {
                seen.beginRow(rows.record(row));
                for (int column = 0; column < forms.length; column++) {
                    add(forms[column], rows, row, column, seen);
                }
                seen.endRow();
            }
            return seen;
        }

        private static void add(Form form, RowBuffer rows, int row, int column, RowBuffer into) {
            CellType type = rows.type(row, column);
            boolean bytes = form == Form.BYTES;
            switch (type) {
                case INTEGER, BOOLEAN, REAL -> {
                    String text =
                            type == CellType.REAL ? number(rows.doubleValue(row, column)) : rows.text(row, column);
                    addText(form, text.getBytes(UTF_8), rows, row, column, into);
                }
                case TEXT, JSON, DECIMAL, INVALID_TEXT -> {
                    if (form == Form.SAME || (!bytes && type != CellType.DECIMAL)) {
                        into.addCopy(rows, row, column);
                    } else {
                        into.addBytes(
                                bytes ? CellType.BLOB : CellType.TEXT,
                                rows.arena(),
                                rows.offset(row, column),
                                rows.length(row, column));
                    }
                }
                case NULL, BLOB, VECTOR -> into.addCopy(rows, row, column);
            }
        }

        private static void addText(Form form, byte[] text, RowBuffer rows, int row, int column, RowBuffer into) {
            switch (form) {
                case SAME -> into.addCopy(rows, row, column);
                case TEXT -> into.addBytes(CellType.TEXT, text);
                case BYTES -> into.addBytes(CellType.BLOB, text);
            }
        }

        private static String number(double value) {
            return Double.isFinite(value) && value != 0 ? ShortestDecimal.text(value) : Double.toString(value);
        }
    }
}
