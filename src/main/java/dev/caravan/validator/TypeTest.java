package dev.caravan.validator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * {@code type:} of a rule.
 *
 * <ul>
 *   <li>text: text, or JSON text
 *   <li>integer: a whole number, however it is written
 *   <li>number: any number
 *   <li>boolean: true or false, or 1 or 0 for systems that have no booleans
 *   <li>timestamp: text as {@link Timestamps} wants it
 *   <li>json: text that is one JSON value
 * </ul>
 */
enum TypeTest implements CellTest {
    TEXT("text") {
        @Override
        boolean fits(RowBuffer rows, int row, int column) {
            return CellTest.isText(rows.type(row, column));
        }
    },
    INTEGER("a whole number") {
        @Override
        boolean fits(RowBuffer rows, int row, int column) {
            CellType type = rows.type(row, column);
            return type == CellType.INTEGER || type.isNumber() && isWhole(Numbers.of(rows, row, column));
        }
    },
    NUMBER("a number") {
        @Override
        boolean fits(RowBuffer rows, int row, int column) {
            return rows.type(row, column).isNumber();
        }
    },
    BOOLEAN("true or false") {
        @Override
        boolean fits(RowBuffer rows, int row, int column) {
            CellType type = rows.type(row, column);
            return type == CellType.BOOLEAN || type == CellType.INTEGER && rows.longValue(row, column) >>> 1 == 0;
        }
    },
    TIMESTAMP("a timestamp such as 2024-05-01T10:20:30Z") {
        @Override
        boolean fits(RowBuffer rows, int row, int column) {
            int start = rows.offset(row, column);
            return CellTest.isText(rows.type(row, column))
                    && Timestamps.isTimestamp(rows.arena(), start, start + rows.length(row, column));
        }
    },
    JSON("JSON") {
        @Override
        boolean fits(RowBuffer rows, int row, int column) {
            return rows.type(row, column) == CellType.JSON
                    || rows.type(row, column) == CellType.TEXT && isJson(rows, row, column);
        }
    };

    private static final ObjectReader STRICT = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build()
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String wanted;

    TypeTest(String wanted) {
        this.wanted = wanted;
    }

    abstract boolean fits(RowBuffer rows, int row, int column);

    @Override
    public Violation test(RowBuffer rows, int row, int column) {
        return fits(rows, row, column)
                ? null
                : new Violation(
                        RejectCode.BAD_TYPE, "must be " + wanted + ", but is " + CellTest.words(rows, row, column));
    }

    private static boolean isWhole(BigDecimal value) {
        return value != null && value.stripTrailingZeros().scale() <= 0;
    }

    private static boolean isJson(RowBuffer rows, int row, int column) {
        try {
            return !STRICT.readTree(rows.arena(), rows.offset(row, column), rows.length(row, column))
                    .isMissingNode();
        } catch (IOException e) {
            return false;
        }
    }
}
