package dev.caravan.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Source;
import java.util.ArrayList;
import java.util.List;

/** Rows in memory that can be read as a source, cut into some partitions. */
final class MemoryTable {
    final String name;
    final List<String> columns;
    final List<Object[]> rows = new ArrayList<>();
    private final int partitions;
    int reads;
    int opened;
    int closed;

    /** A value of a type that Java has no literal for. */
    record Typed(CellType type, String text) {
        static Typed json(String text) {
            return new Typed(CellType.JSON, text);
        }

        static Typed decimal(String text) {
            return new Typed(CellType.DECIMAL, text);
        }
    }

    MemoryTable(String name, int partitions, String... columns) {
        this.name = name;
        this.partitions = partitions;
        this.columns = List.of(columns);
    }

    MemoryTable add(Object... row) {
        rows.add(row);
        return this;
    }

    int partitions() {
        return partitions;
    }

    Source source() {
        return new Reader();
    }

    static void cells(RowBuffer into, int record, Object... row) {
        into.beginRow(record);
        for (Object value : row) {
            cell(into, value);
        }
        into.endRow();
    }

    private static void cell(RowBuffer into, Object value) {
        if (value == null) {
            into.addNull();
        } else if (value instanceof Double number) {
            into.addDouble(number);
        } else if (value instanceof Boolean truth) {
            into.addBoolean(truth);
        } else if (value instanceof Number number) {
            into.addLong(number.longValue());
        } else if (value instanceof byte[] bytes) {
            into.addBytes(CellType.BLOB, bytes);
        } else if (value instanceof Typed typed) {
            into.addBytes(typed.type(), typed.text().getBytes(UTF_8));
        } else {
            into.addText((String) value);
        }
    }

    private final class Reader implements Source {
        @Override
        public List<Partition> open() {
            opened++;
            List<Partition> all = new ArrayList<>();
            for (int part = 0; part < partitions; part++) {
                all.add(new Partition(name + "/" + part, name, "" + part, -1, -1));
            }
            return all;
        }

        @Override
        public String identity(Partition partition) {
            return "";
        }

        @Override
        public Chunk read(Partition partition, Position from, int most) {
            reads++;
            int part = Integer.parseInt(partition.range());
            int begin = rows.size() * part / partitions;
            int end = rows.size() * (part + 1) / partitions;
            int first = begin + (from.token().isEmpty() ? 0 : Integer.parseInt(from.token()));
            int last = Math.min(end, first + most);
            RowBuffer buffer = new RowBuffer(columns, last - first);
            for (int row = first; row < last; row++) {
                cells(buffer, row - first, rows.get(row));
            }
            Position to = new Position(last - begin, "" + (last - begin));
            RowRecords records = new RowRecords(name, buffer, new int[] {0}, first - begin);
            return new Chunk(partition, from, to, last == end, records);
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
