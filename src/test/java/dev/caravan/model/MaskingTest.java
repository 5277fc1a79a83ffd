package dev.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "password: hunter2                     | password: ***",
                "PGPASSWORD=hunter2 psql               | PGPASSWORD=*** psql",
                "\"api_key\": \"hunter2\", \"a\": 1      | \"api_key\": ***, \"a\": 1",
                "Authorization: Bearer hunter2         | Authorization: ***",
                "mysql --password 'hunter 2' -h db     | mysql --password *** -h db",
                "tool -token hunter2                   | tool -token ***",
                "tool -secret --token=hunter2          | tool -secret --token=***",
                "postgres://app:hunter2@db:5432/x      | postgres://app:***@db:5432/x",
                "redis://:hunter2@cache:6379           | redis://:***@cache:6379",
                "postgres://app:hun@ter2@db/x          | postgres://app:***@db/x",
                "https://h/x?token=hunter2&a=1         | https://h/x?token=***",
            })
    void hidesWhatANameOrAUrlShowsToBeASecret(String said, String shown) {
        assertThat(Masking.masked(said)).isEqualTo(shown).doesNotContain("hunter", "ter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n-----END RSA PRIVATE KEY-----\nlast line", ""})
    void hidesAPrivateKeyEvenOneThatWasCut(String end) {
        String shown = Masking.masked("first\n-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nq7+/x==" + end);

        assertThat(shown).startsWith("first\n").doesNotContain("MIIE", "q7+");
        assertThat(shown).contains(end.isEmpty() ? "***" : "last line");
    }

    @Test
    void standsAKeyWithoutAnEndInALongText() {
        assertThat(Masking.masked("-----BEGIN PRIVATE KEY-----" + "q7+/\n".repeat(100_000)))
                .isEqualTo("-----BEGIN PRIVATE KEY-----***");
    }

    @Test
    void leavesOtherTextAsItIs() {
        String said = "3 tokens read at http://127.0.0.1:8080/a:b@c; the password was changed -- keyboard=qwerty";

        assertThat(Masking.masked(said)).isEqualTo(said);
    }
}
