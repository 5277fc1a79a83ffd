package dev.caravan.transformer;

import static dev.caravan.transformer.Samples.apply;
import static dev.caravan.transformer.Samples.context;
import static dev.caravan.transformer.Samples.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Transform;
import org.junit.jupiter.api.Test;

class JqFunctionsTest {
    @Test
    void shouldClampByEveryDigit() {
        RowBuffer rows = apply(
                        Mappings.of(new Transform.Jq("{v: (.v | clamp(0; 1))}"), context(table("t", "v TEXT"))),
                        "{\"v\":\"text\"}")
                .rows();
        assertThat(rows.text(0, 0)).as("what is no number").isEqualTo("text");

        assertThat(clamped("1.00000000000000001")).isEqualTo("1");
        assertThat(clamped("0.1234567890123456")).isEqualTo("0.1234567890123456");
        assertThat(clamped("-0.5")).isEqualTo("0");
        assertThat(clamped("7")).isEqualTo("1");
    }

    private static String clamped(String number) {
        RowBuffer rows = apply(
                        Mappings.of(new Transform.Jq("{v: (.v | clamp(0; 1))}"), context(table("t", "v REAL"))),
                        "{\"v\":" + number + "}")
                .rows();
        return rows.type(0, 0) == CellType.REAL ? Double.toString(rows.doubleValue(0, 0)) : rows.text(0, 0);
    }
}
