package dev.caravan.transformer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.NumericNode;
import dev.caravan.model.RejectCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A JSON number that stays its literal on the way through jq. jq computes and compares with doubles: where a double does not
 * hold the number, asking for its value rejects the record instead of giving a neighbour.
 */
final class LiteralNumber extends NumericNode {
    private static final long serialVersionUID = 1L;

    private final String literal;
    private final boolean safe;
    private final double value;

    private LiteralNumber(String literal, boolean safe, double value) {
        this.literal = literal;
        this.safe = safe;
        this.value = value;
    }

    /** A number that jq may compute with. */
    static LiteralNumber safe(String literal, double value) {
        return new LiteralNumber(literal, true, value);
    }

    /** A number that may only pass through. */
    static LiteralNumber unsafe(String literal) {
        return new LiteralNumber(literal, false, Double.NaN);
    }

    @Override
    public String asText() {
        return literal;
    }

    /** @throws RecordProblem when a double does not hold the number */
    @Override
    public double doubleValue() {
        if (!safe) {
            throw new RecordProblem(
                    RejectCode.INEXACT_NUMBER,
                    "the program computes or compares with a number of " + literal.length()
                            + " characters that a double does not hold with certainty; pass it through as it is");
        }
        return value;
    }

    @Override
    public int intValue() {
        return (int) doubleValue();
    }

    @Override
    public long longValue() {
        return (long) doubleValue();
    }

    @Override
    public BigDecimal decimalValue() {
        return new BigDecimal(literal);
    }

    @Override
    public BigInteger bigIntegerValue() {
        return decimalValue().toBigInteger();
    }

    @Override
    public Number numberValue() {
        return decimalValue();
    }

    @Override
    public boolean canConvertToInt() {
        return doubleValue() >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE;
    }

    @Override
    public boolean canConvertToLong() {
        return doubleValue() >= Long.MIN_VALUE && value <= Long.MAX_VALUE;
    }

    @Override
    public JsonParser.NumberType numberType() {
        return JsonParser.NumberType.BIG_DECIMAL;
    }

    @Override
    public JsonToken asToken() {
        return JsonToken.VALUE_NUMBER_FLOAT;
    }

    @Override
    public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
        generator.writeNumber(literal);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LiteralNumber number && number.literal.equals(literal);
    }

    @Override
    public int hashCode() {
        return literal.hashCode();
    }
}
