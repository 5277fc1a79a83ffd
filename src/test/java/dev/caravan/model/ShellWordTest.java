package dev.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {
    @ParameterizedTest
    @ValueSource(strings = {"a/b", "clean-up/remove v1's containers", "", "-x", "$(id)", "a\"b", "''", "a\\", "*"})
    void shouldBeOneWordForAShell(String text) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s|' " + ShellWord.of(text)).start();

        assertThat(shell.getInputStream().readAllBytes()).asString().isEqualTo(text + "|");
        assertThat(ShellWord.of("a/b")).isEqualTo("a/b");
    }
}
