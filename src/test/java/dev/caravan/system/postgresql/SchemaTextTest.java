package dev.caravan.system.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "CHECK ((((a) OR (b)) OR (c)))                    | CHECK (((a) OR (b) OR (c)))",
                "CHECK (((a) AND ((b) AND (c))))                  | CHECK (((a) AND (b) AND (c)))",
                "WHEN (((x = ')') AND (y)) AND (z))               | WHEN ((x = ')') AND (y) AND (z))",
                "(a = ANY ((ARRAY['a'::c v, ('b')::c v])::text[]))| (a = ANY (ARRAY[('a'::c v)::text, (('b')::c v)::text]))",
                "((ARRAY[ARRAY[1, 2], ARRAY[f(3, 4)]])::bigint[]) |"
                        + " (ARRAY[ARRAY[(1)::bigint, (2)::bigint], ARRAY[(f(3, 4))::bigint]])",
                "(ARRAY[a])::character varying(5)[]               | ARRAY[(a)::character varying(5)]",
                "(ARRAY[a])::s.\"T x\"[]                        | ARRAY[(a)::s.\"T x\"]",
            })
    void shouldGiveOneFormToTextsOfTheSameMeaning(String one, String other) {
        assertThat(SchemaText.form(one)).isEqualTo(SchemaText.form(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "((a) OR ((b) AND (c)))          | (((a) OR (b)) AND (c))",
                "(NOT ((a) AND (b)) AND (c))     | (NOT (a) AND (b) AND (c))",
                "(f((a), (b)))                   | (f(a, b))",
                "(a = 'x  y')                    | (a = 'x y')",
                "(a = '((p) OR (q)) OR (r)')     | (a = '(p) OR (q) OR (r)')",
                "(a = 'it''s')                   | (a = 'its')",
                "(ARRAY[a])::text[]              | ARRAY[a]",
                "(ARRAY[a])::text                | ARRAY[(a)::text]",
                "(ARRAY[a])::text[]              | ARRAY[(a)::name]",
                "AS $f$ (a OR b) OR c $f$        | AS $f$ a OR b OR c $f$",
                "AS $f$ a; -- $g$ $f$            | AS $f$ a;  -- $g$ $f$",
                "(\"a AND b\" AND c)             | (a AND b AND c)",
            })
    void shouldTellOtherMeaningsApart(String one, String other) {
        assertThat(SchemaText.form(one)).isNotEqualTo(SchemaText.form(other));
    }

    @Test
    void shouldReadWhatIsLong() {
        String text = "AS $$" + "it''s ".repeat(100_000) + "$$ '" + "a''".repeat(100_000) + "'";

        assertThat(SchemaText.form(text)).hasSizeGreaterThan(800_000);
    }
}
