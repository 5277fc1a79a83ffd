package dev.caravan.transformer;

import static dev.caravan.transformer.Samples.apply;
import static dev.caravan.transformer.Samples.context;
import static dev.caravan.transformer.Samples.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Transform;
import java.util.List;
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

    @Test
    void shouldRejectARecordWhoseRegularExpressionNeverEnds() {
        for (String program : List.of(
                "test(\"^(a+)+$\")",
                "[match(\"^(a+)+$\"; \"g\")] | tojson",
                "sub(\"^(a+)+$\"; \"\")",
                "gsub(\"^(a+)+$\"; \"\")",
                "[scan(\"^(a+)+$\")] | tojson",
                "split(\"^(a+)+$\"; \"g\") | tojson")) {
            Chunk chunk = apply(
                    Mappings.of(
                            new Transform.Jq("{v: (.v | " + program + " | tostring)}"), context(table("t", "v TEXT"))),
                    "{\"v\":\"" + "a".repeat(60) + "!\"}",
                    "{\"v\":\"aaa\"}");

            assertThat(chunk.rejects()).as(program).singleElement().satisfies(reject -> assertThat(reject.code())
                    .isEqualTo("expression_timeout"));
            assertThat(chunk.pending(1)).as(program).isTrue();
        }
    }

    @Test
    void shouldMatchAsBeforeWhatComesToAnEnd() {
        assertThat(text("test(\"^A+$\"; \"i\")", "aaa")).isEqualTo("true");
        assertThat(text("[match(\"(?<x>.)ü\"; \"g\").captures[0].string]|join(\",\")", "aübücü"))
                .isEqualTo("a,b,c");
        assertThat(text("gsub(\"\"; \"-\")", "ab"))
                .as("the library would never come back")
                .isEqualTo("rejected");
        assertThat(text("sub(\"x*\"; \"-\")", "ab")).isEqualTo("-ab");
        assertThat(text("gsub(\"[bc]\"; \"(\\(.))\")", "abc")).startsWith("a(");
        assertThat(text("[splits(\", *\")]|join(\"|\")", "a,  b,c")).isEqualTo("a|b|c");
        assertThat(text("split(\", *\"; null)|join(\"|\")", "a,  b,c")).isEqualTo("a|b|c");
        assertThat(text("capture(\"(?<y>[0-9]{4})\").y", "in 1999")).isEqualTo("1999");
        assertThat(text("split(\",\")|join(\"|\")", "a,b")).isEqualTo("a|b");
    }

    @Test
    void shouldStopMatchingWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> apply(
                        Mappings.of(
                                new Transform.Jq("{v: (.v | test(\"^(a+)+$\") | tostring)}"),
                                context(table("t", "v TEXT"))),
                        "{\"v\":\"" + "a".repeat(60) + "!\"}"))
                .isInstanceOf(CaravanException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static String text(String program, String value) {
        RowBuffer rows = apply(
                        Mappings.of(
                                new Transform.Jq("{v: (.v | " + program + " | tostring)}"),
                                context(table("t", "v TEXT"))),
                        "{\"v\":\"" + value + "\"}")
                .rows();
        return rows.rows() == 0 ? "rejected" : rows.text(0, 0);
    }

    private static String clamped(String number) {
        RowBuffer rows = apply(
                        Mappings.of(new Transform.Jq("{v: (.v | clamp(0; 1))}"), context(table("t", "v REAL"))),
                        "{\"v\":" + number + "}")
                .rows();
        return rows.type(0, 0) == CellType.REAL ? Double.toString(rows.doubleValue(0, 0)) : rows.text(0, 0);
    }
}
