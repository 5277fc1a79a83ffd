package dev.caravan.validator;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RuleSettings;
import dev.caravan.spi.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One entry of {@code rules:}. A field without a value breaks only {@code required}; an empty text is a value there. For
 * {@code any:} at least one field must have a value that is not empty.
 */
final class FieldRule implements Rule {
    private final RuleSettings settings;
    private final String where;
    private final List<CellTest> tests = new ArrayList<>();

    /**
     * A rule.
     *
     * @param where the pipeline, for errors
     */
    FieldRule(RuleSettings settings, String where) {
        this.settings = settings;
        this.where = where;
        if (settings.type() != null) {
            tests.add(type(settings.type()));
        }
        if (settings.min() != null || settings.max() != null) {
            tests.add(new RangeTest(settings.min(), settings.max()));
        }
        if (settings.oneOf() != null) {
            tests.add(new OneOfTest(settings.oneOf()));
        }
        if (settings.minLength() >= 0 || settings.maxLength() >= 0) {
            tests.add(new LengthTest(settings.minLength(), settings.maxLength()));
        }
        if (settings.pattern() != null) {
            tests.add(new PatternTest(settings.pattern()));
        }
    }

    @Override
    public void check(Chunk chunk) {
        if (settings.child().isEmpty()) {
            checkRecords(chunk);
        } else {
            checkChildren(chunk, child(chunk));
        }
    }

    private void checkRecords(Chunk chunk) {
        RowBuffer rows = chunk.rows();
        int[] columns = columns(rows);
        for (int row = 0; row < rows.rows(); row++) {
            Violation violation = chunk.pending(rows.record(row)) ? violation(rows, row, columns) : null;
            if (violation != null) {
                chunk.reject(rows.record(row), code(violation), Validator.STAGE, violation.reason());
            }
        }
    }

    private void checkChildren(Chunk chunk, int child) {
        RowBuffer rows = chunk.children().get(child).rows();
        int[] columns = columns(rows);
        for (int row = 0; row < rows.rows(); row++) {
            Violation violation = chunk.childPending(child, row) ? violation(rows, row, columns) : null;
            if (violation != null) {
                chunk.rejectChild(child, row, code(violation), Validator.STAGE, violation.reason());
            }
        }
    }

    private Violation violation(RowBuffer rows, int row, int[] columns) {
        if (settings.any()) {
            return anyViolation(rows, row, columns);
        }
        for (int column : columns) {
            Violation violation = violation(rows, row, column);
            if (violation != null) {
                String field = rows.columns().get(column);
                return new Violation(violation.code(), "field '" + field + "' " + violation.reason());
            }
        }
        return null;
    }

    private Violation violation(RowBuffer rows, int row, int column) {
        if (rows.isNull(row, column)) {
            return settings.required() ? new Violation(RejectCode.MISSING_FIELD, "must have a value") : null;
        }
        for (CellTest test : tests) {
            Violation violation = test.test(rows, row, column);
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }

    private Violation anyViolation(RowBuffer rows, int row, int[] columns) {
        for (int column : columns) {
            boolean bytes = rows.type(row, column).hasBytes();
            if (!rows.isNull(row, column) && !(bytes && rows.length(row, column) == 0)) {
                return null;
            }
        }
        return new Violation(
                RejectCode.MISSING_ANY,
                "one of the fields " + String.join(", ", settings.fields()) + " must have a value");
    }

    private String code(Violation violation) {
        return settings.code() == null ? violation.code().code() : settings.code();
    }

    private int child(Chunk chunk) {
        for (int child = 0; child < chunk.children().size(); child++) {
            if (chunk.children().get(child).table().equals(settings.child())) {
                return child;
            }
        }
        List<String> tables =
                chunk.children().stream().map(rows -> rows.table()).toList();
        throw refuse("a rule is for the child table '" + settings.child() + "', but the mapping makes rows for "
                + (tables.isEmpty() ? "no child table" : String.join(", ", tables)));
    }

    private int[] columns(RowBuffer rows) {
        int[] columns = settings.fields().stream().mapToInt(rows::indexOf).toArray();
        for (int field = 0; field < columns.length; field++) {
            if (columns[field] < 0) {
                throw refuse("a rule is for the field '" + settings.fields().get(field) + "', but the mapping writes "
                        + String.join(", ", rows.columns()));
            }
        }
        return columns;
    }

    private CellTest type(String name) {
        try {
            return TypeTest.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw refuse(
                    "the type '" + name + "' is not known; known are text, integer, number, boolean, timestamp, json");
        }
    }

    private CaravanException refuse(String message) {
        return new CaravanException(ErrorCode.FILE_INVALID, where, message + "; correct 'validate: rules'");
    }
}
