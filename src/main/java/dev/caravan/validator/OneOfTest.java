package dev.caravan.validator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code one-of:} of a rule: texts are equal by their characters, numbers by their value, whatever way they are written. */
final class OneOfTest implements CellTest {
    private final Set<String> texts = new HashSet<>();
    private final Set<BigDecimal> numbers = new HashSet<>();
    private final Set<Boolean> booleans = new HashSet<>();

    OneOfTest(List<JsonNode> allowed) {
        for (JsonNode value : allowed) {
            if (value.isNumber()) {
                numbers.add(value.decimalValue().stripTrailingZeros());
            } else if (value.isBoolean()) {
                booleans.add(value.booleanValue());
            } else {
                texts.add(value.isTextual() ? value.textValue() : value.toString());
            }
        }
    }

    @Override
    public Violation test(RowBuffer rows, int row, int column) {
        return isAllowed(rows, row, column)
                ? null
                : new Violation(
                        RejectCode.NOT_ALLOWED,
                        "is " + CellTest.words(rows, row, column) + " that is not one of the "
                                + (texts.size() + numbers.size() + booleans.size()) + " allowed values");
    }

    private boolean isAllowed(RowBuffer rows, int row, int column) {
        CellType type = rows.type(row, column);
        if (type.isNumber()) {
            BigDecimal value = Numbers.of(rows, row, column);
            return value != null && numbers.contains(value.stripTrailingZeros());
        }
        return switch (type) {
            case BOOLEAN -> booleans.contains(rows.longValue(row, column) != 0);
            case TEXT, JSON -> texts.contains(rows.text(row, column));
            default -> false;
        };
    }
}
