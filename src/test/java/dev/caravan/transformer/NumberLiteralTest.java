package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.CellType;
import dev.caravan.model.NumberLiteral;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberLiteralTest {
    private final NumberLiteral number = new NumberLiteral();

    @ParameterizedTest
    @CsvSource({
        "0, INTEGER, 0",
        "-0, INTEGER, 0",
        "7, INTEGER, 7",
        "-42, INTEGER, -42",
        "9007199254740993, INTEGER, 9007199254740993",
        "9223372036854775807, INTEGER, 9223372036854775807",
        "-9223372036854775808, INTEGER, -9223372036854775808",
        "9223372036854775808, DECIMAL,",
        "-9223372036854775809, DECIMAL,",
        "18446744073709551616, DECIMAL,",
        "10000000000000000000, DECIMAL,",
        "99999999999999999999999, DECIMAL,",
        "0.0, REAL, 0.0",
        "-0.0, REAL, -0.0",
        "-0e5, REAL, -0.0",
        "0.000, REAL, 0.0",
        "0e999999999999, REAL, 0.0",
        "1E2, REAL, 100.0",
        "1.0, REAL, 1.0",
        "1.10, REAL, 1.1",
        "0.1, REAL, 0.1",
        "-2.5e-3, REAL, -0.0025",
        "123456789012345.6, REAL, 1.234567890123456E14",
        "0.30000000000000004, REAL, 0.30000000000000004",
        "0.3000000000000000, REAL, 0.3",
        "0.10000000000000001, DECIMAL,",
        "0.1234567890123456789, DECIMAL,",
        "1e22, REAL, 1.0E22",
        "1e23, REAL, 1.0E23",
        "1e308, REAL, 1.0E308",
        "1.7976931348623157e308, REAL, 1.7976931348623157E308",
        "1.7976931348623158e308, DECIMAL,",
        "1e309, DECIMAL,",
        "1e400, DECIMAL,",
        "-1e400, DECIMAL,",
        "1e99999999999999999999, DECIMAL,",
        "2.2250738585072014e-308, REAL, 2.2250738585072014E-308",
        "5e-324, REAL, 4.9E-324",
        "4.9e-324, DECIMAL,",
        "4.940656458412465e-324, DECIMAL,",
        "1e-400, DECIMAL,",
        "1e-99999999999999999999, DECIMAL,",
        "777208074869941.2, REAL, 777208074869941.25",
        "777208074869941.3, DECIMAL,",
        "777208074869941.8, REAL, 777208074869941.75",
        "9007199254740993.0, DECIMAL,",
        "9007199254740994.0, REAL, 9.007199254740994E15"
    })
    void shouldTellTheExactCell(String literal, CellType type, String value) {
        read(literal);

        assertThat(number.type()).isEqualTo(type);
        switch (type) {
            case INTEGER -> assertThat(number.whole()).isEqualTo(Long.parseLong(value));
            case REAL -> assertThat(number.real()).isEqualTo(Double.parseDouble(value));
            default -> assertThat(value).isNull();
        }
    }

    /** Python and JavaScript write these; Double.toString did not before JDK 19. */
    @ParameterizedTest
    @CsvSource({"5.684341886080802e-14", "2e23", "2e-44", "8.41e21", "2.0e-3", "9.5367431640625e-07", "5.0e-324"})
    void shouldHoldTheShortestFormsOfOtherLanguages(String literal) {
        read(literal);

        assertThat(number.type()).isEqualTo(CellType.REAL);
        assertThat(number.real()).isEqualTo(Double.parseDouble(literal));
    }

    @ParameterizedTest
    @CsvSource({
        "1E2, true, 100",
        "5.0, true, 5",
        "5.5, false, 0",
        "-3e0, true, -3",
        "1e18, true, 1000000000000000000",
        "9.223372036854775e18, true, 9223372036854775000",
        "1e19, false, 0",
        "0.0, true, 0",
        "-0.0, false, 0",
        "1234567890123456.0, true, 1234567890123456"
    })
    void shouldTellWholeNumbersHoweverWritten(String literal, boolean fits, long whole) {
        read(literal);

        assertThat(number.fitsLong()).isEqualTo(fits);
        if (fits) {
            assertThat(number.whole()).isEqualTo(whole);
        }
    }

    @Test
    void shouldNotBeFooledByZerosThatMeetAnExponent() {
        read("1" + "0".repeat(100_010) + ".0e-200000");
        assertThat(number.type()).isEqualTo(CellType.DECIMAL);

        read("1" + "0".repeat(200_000) + ".0e-200000");
        assertThat(number.type()).isEqualTo(CellType.REAL);
        assertThat(number.real()).isEqualTo(1.0);

        read("0." + "0".repeat(200_000) + "1e200001");
        assertThat(number.real()).isEqualTo(1.0);
    }

    @Test
    void shouldReadLongLiteralsQuickly() {
        read("0." + "7".repeat(1_000_000));
        assertThat(number.type()).isEqualTo(CellType.DECIMAL);

        read("7".repeat(1_000_000));
        assertThat(number.type()).isEqualTo(CellType.DECIMAL);
    }

    @Test
    void shouldHoldWholeNumbersExactly() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            BigInteger value = new BigInteger(1 + random.nextInt(70), random);
            value = random.nextBoolean() ? value : value.negate();
            boolean fits = value.bitLength() <= 63;

            read(value.toString());

            assertThat(number.type()).as(value.toString()).isEqualTo(fits ? CellType.INTEGER : CellType.DECIMAL);
            assertThat(!fits || number.whole() == value.longValue())
                    .as(value.toString())
                    .isTrue();
        }
    }

    /** REAL exactly when no shorter decimal, and no nearer one of that length, reads back as the same double. */
    @Test
    void shouldAgreeWithASearchForTheShortestForm() {
        Random random = new Random(8);
        int reals = 0;
        for (int round = 0; round < 5_000; round++) {
            double value =
                    Double.longBitsToDouble(random.nextLong() & ~(0x7FFL << 52) | (long) random.nextInt(2046) << 52);
            BigDecimal shortest = search(value);
            BigDecimal literal =
                    switch (round % 3) {
                        case 0 -> shortest;
                        case 1 -> shortest.add(shortest.ulp());
                        default -> new BigDecimal(Double.toString(value));
                    };

            read(literal.unscaledValue() + "e" + -literal.scale());

            boolean held = search(literal.doubleValue()).compareTo(literal) == 0;
            assertThat(number.type()).as(literal.toString()).isEqualTo(held ? CellType.REAL : CellType.DECIMAL);
            assertThat(!held || number.real() == literal.doubleValue()).isTrue();
            reals += held ? 1 : 0;
        }
        assertThat(reals).isGreaterThan(2_000);
    }

    @Test
    void shouldHoldEveryDecimalOfFifteenDigits() {
        Random random = new Random(9);
        for (int round = 0; round < 20_000; round++) {
            long digits = random.nextLong(1_000_000_000_000_000L);
            String literal = digits + "e" + (random.nextInt(500) - 250);

            read(literal);

            assertThat(number.type()).as(literal).isEqualTo(CellType.REAL);
            assertThat(number.real()).as(literal).isEqualTo(Double.parseDouble(literal));
        }
    }

    /** Tries every decimal near the value, by length. */
    private static BigDecimal search(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits <= 17; digits++) {
            int scale = digits - exact.precision() + exact.scale();
            BigDecimal base = exact.setScale(scale, RoundingMode.FLOOR);
            BigDecimal best = null;
            for (int step = -1; step <= 2; step++) {
                BigDecimal candidate = base.add(base.ulp().multiply(BigDecimal.valueOf(step)));
                boolean same = Double.parseDouble(candidate.toString()) == value;
                best = same && (best == null || isNearer(candidate, best, exact)) ? candidate : best;
            }
            if (best != null) {
                return best;
            }
        }
        throw new AssertionError("17 digits always do");
    }

    private static boolean isNearer(BigDecimal one, BigDecimal other, BigDecimal exact) {
        int order = one.subtract(exact).abs().compareTo(other.subtract(exact).abs());
        return order < 0 || order == 0 && !one.unscaledValue().testBit(0);
    }

    private void read(String literal) {
        byte[] bytes = literal.getBytes(UTF_8);
        number.read(bytes, 0, bytes.length, literal.chars().anyMatch(letter -> ".eE".indexOf(letter) >= 0));
    }
}
