package dev.caravan.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalCellsTest {
    @ParameterizedTest
    @CsvSource({
        "5, 5",
        "5.00, 5",
        "-0, 0",
        "0.0, 0",
        "9007199254740993, 9007199254740993",
        "9007199254740993.0, 9007199254740993",
        "123456789012345678.0, 123456789012345678",
        "1152921504606847000.0, 1152921504606847000",
        "-9223372036854775808.00, -9223372036854775808",
        "1E3, 1000"
    })
    void shouldTakeADecimalForTheWholeNumberItIs(String decimal, long whole) {
        assertThat(decimal(decimal)).isEqualTo(form(rows -> rows.addLong(whole)));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "1.50, 1.5",
        "-12.340, -12.34",
        "100000000000000000000, 1e20",
        "1180591620717411300000, 1.1805916207174113E21",
        "1E-7, 1e-7",
        "NaN, NaN",
        "Infinity, Infinity",
        "-Infinity, -Infinity"
    })
    void shouldTakeADecimalForTheDoubleWhoseShortestFormItIs(String decimal, double real) {
        assertThat(decimal(decimal)).isEqualTo(form(rows -> rows.addDouble(real)));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.10000000000000000555",
        "9223372036854775808, 9223372036854775807",
        "1E400, 1E401",
        "0.12345678901234567890, 0.12345678901234567891"
    })
    void shouldTellDecimalsApart(String one, String other) {
        assertThat(decimal(one)).isNotEqualTo(decimal(other));
    }

    @Test
    void shouldNotMindZerosAtTheEndOfALongDecimal() {
        assertThat(decimal("0.1234567890123456789000")).isEqualTo(decimal("0.1234567890123456789"));
    }

    @Test
    void shouldTakeAWholeDoubleForTheNumberItIs() {
        assertThat(form(rows -> rows.addDouble(0x1p60))).isEqualTo(form(rows -> rows.addLong(1L << 60)));
        assertThat(form(rows -> rows.addDouble(-0x1p63))).isEqualTo(form(rows -> rows.addLong(Long.MIN_VALUE)));
        assertThat(form(rows -> rows.addDouble(-0.0))).isNotEqualTo(form(rows -> rows.addLong(0)));
    }

    @Test
    void shouldTellANumberFromItsText() {
        assertThat(decimal("5.5")).isNotEqualTo(form(rows -> rows.addText("5.5")));
        assertThat(decimal("12345678901234567890.5"))
                .isNotEqualTo(form(rows -> rows.addText("12345678901234567890.5")));
    }

    private static byte[] decimal(String text) {
        return form(rows -> rows.addBytes(CellType.DECIMAL, text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] form(Consumer<RowBuffer> cell) {
        RowBuffer rows = new RowBuffer(List.of("value"), 1);
        rows.beginRow(0);
        cell.accept(rows);
        rows.endRow();
        CanonicalCells cells = new CanonicalCells();
        cells.add(rows, 0, 0);
        return Arrays.copyOf(cells.bytes(), cells.used());
    }
}
