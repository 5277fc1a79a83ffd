package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.CellType;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.TableShape;
import dev.caravan.model.Transform;
import dev.caravan.model.Transform.As;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;

/** Makes the cell writers of one table's columns. What can never fit is refused here, before the first record. */
final class ColumnCompiler {
    private static final DateTimeFormatter NOW =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final MappingContext context;
    private final Refusals refusals;
    private final TableShape table;
    private final Paths paths;

    ColumnCompiler(MappingContext context, TableShape table, Paths paths) {
        this.context = context;
        this.refusals = new Refusals(context);
        this.table = table;
        this.paths = paths;
    }

    /** When the migration was first started, as mappings see it: UTC, with microseconds. */
    static String now(MappingContext context) {
        return NOW.format(context.firstStart());
    }

    /** The writers, in the order of the columns. */
    List<CellWriter> compile(List<Transform.Column> columns) {
        return columns.stream().map(this::compile).toList();
    }

    /** Writers that copy the keys of the same names. */
    List<CellWriter> copy(List<String> columns) {
        return columns.stream().map(this::copy).toList();
    }

    private CellWriter copy(String column) {
        CellFit fit = new CellFit(table.column(column));
        ValueWriter scalar = new ValueWriter(fit, As.VALUE, null, -1);
        ValueWriter json = new ValueWriter(fit, As.JSON, null, -1);
        int number = paths.slice(List.of(column));
        return (state, rows) -> {
            Slice slice = state.slice(number);
            if (slice.present()) {
                (slice.isContainer() ? json : scalar).write(state, slice, rows);
            } else {
                fit.addNull(rows);
            }
        };
    }

    private CellWriter compile(Transform.Column column) {
        CellFit fit = new CellFit(refusals.writable(table, column.name()));
        if (column.derived()) {
            return derived(column, fit);
        }
        if (column.as() == As.UUID) {
            throw refuse(column, "'as: uuid' is for derived ids");
        }
        if (column.constant() != null) {
            return constant(column, fit, column.constant());
        }
        return found(column, fit);
    }

    private CellWriter derived(Transform.Column column, CellFit fit) {
        checkTakesText(column, fit);
        boolean uuid = column.as() == As.UUID;
        return (state, rows) -> {
            byte[] id = uuid ? DerivedIds.asUuid(state.derivedId()) : state.derivedId();
            fit.addText(rows, CellType.TEXT, id, 0, id.length);
        };
    }

    private CellWriter found(Transform.Column column, CellFit fit) {
        boolean forText = column.map() != null || column.cut() >= 0;
        if (forText || column.as() != As.VALUE) {
            checkTakesText(column, fit);
        }
        if (forText && (column.as() == As.JSON || column.as() == As.JSON_ARRAY)) {
            throw refuse(column, "'map' and 'cut' are for text, not for JSON");
        }
        CellWriter otherwise = column.defaultValue() == null
                ? (state, rows) -> fit.addNull(rows)
                : constant(column, fit, column.defaultValue());
        TextMap map = column.map() == null ? null : new TextMap(column.map(), column.ignoreCase());
        ValueWriter value = new ValueWriter(fit, column.as(), map, column.cut());
        Alternatives first = new Alternatives(column.first(), paths);
        BytesField bytes = new BytesField(column, fit);
        return (state, rows) -> {
            Slice slice = first.choose(state);
            boolean written = slice == null ? bytes.write(state, rows) : value.write(state, slice, rows);
            if (!written) {
                otherwise.write(state, rows);
            }
        };
    }

    private CellWriter constant(Transform.Column column, CellFit fit, JsonNode value) {
        boolean json = column.as() == As.JSON || column.as() == As.JSON_ARRAY;
        boolean wrap = column.as() == As.JSON_ARRAY && !value.isContainerNode();
        String text = wrap ? "[" + value + "]" : json || !value.isTextual() ? value.toString() : value.textValue();
        Template template = template(column, text, json || !value.isTextual());
        if (!template.isFixed()) {
            return rendered(column, fit, template, json);
        }
        String fixed = template.fixed();
        return fixed(column, fit, json || !value.isTextual() ? fixed : quoted(fixed));
    }

    private CellWriter rendered(Transform.Column column, CellFit fit, Template template, boolean json) {
        if (template.isNumber() && !fit.isText() && column.as() == As.VALUE) {
            tryOut(column, rows -> fit.addLong(rows, 0));
            return (state, rows) -> fit.addLong(rows, state.sourceNumber());
        }
        checkTakesText(column, fit);
        CellType type = json ? CellType.JSON : CellType.TEXT;
        return (state, rows) -> {
            ByteText text = template.render(state);
            fit.addText(rows, type, text.bytes(), 0, text.length());
        };
    }

    private CellWriter fixed(Transform.Column column, CellFit fit, String json) {
        byte[] bytes = json.getBytes(UTF_8);
        RowBuffer row = tryOut(column, rows -> {
            Slice slice = slice(bytes);
            if (slice.present()) {
                RecordState state = new RecordState(context, new JsonRecords("", 0, 0));
                new ValueWriter(fit, column.as(), null, -1).write(state, slice, rows);
            } else {
                fit.addNull(rows);
            }
        });
        return (state, rows) -> rows.addCopy(row, 0, 0);
    }

    private static Slice slice(byte[] json) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(json, 0, json.length);
        Token token = cursor.next();
        Slice slice = new Slice();
        slice.scalar(cursor, token);
        if (token == Token.OBJECT || token == Token.ARRAY) {
            int from = cursor.start();
            cursor.skip(token);
            slice.container(cursor, token, from);
        }
        return slice;
    }

    private Template template(Transform.Column column, String text, boolean json) {
        try {
            return new Template(text, now(context), json);
        } catch (IllegalArgumentException e) {
            throw refuse(column, e.getMessage());
        }
    }

    private static String quoted(String text) {
        ByteText out = new ByteText();
        byte[] bytes = text.getBytes(UTF_8);
        Escapes.encode(bytes, 0, bytes.length, out);
        return out.toString();
    }

    private void checkTakesText(Transform.Column column, CellFit fit) {
        tryOut(column, rows -> fit.addText(rows, CellType.TEXT, new byte[0], 0, 0));
    }

    /** Writes one cell to see whether it fits; answers the row. */
    private RowBuffer tryOut(Transform.Column column, Consumer<RowBuffer> cell) {
        RowBuffer row = new RowBuffer(List.of(column.name()), 1);
        row.beginRow(0);
        try {
            cell.accept(row);
        } catch (RecordProblem problem) {
            throw refusals.table("what the mapping writes does not fit table '" + table.name() + "': "
                    + problem.getMessage() + "; change the mapping or the table");
        }
        row.endRow();
        return row;
    }

    private CaravanException refuse(Transform.Column column, String message) {
        return refusals.file("column '" + table.name() + "." + column.name() + "': " + message);
    }
}
