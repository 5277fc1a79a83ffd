package dev.caravan.system.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "**/memories*.json memories.json",
                "**/memories*.json memories-2024.json",
                "**/memories*.json a/b/c/memories1.json",
                "**/memories*.json .hidden/memories.json",
                "**/memories*.json memories.json.gz",
                "**/memories*.json.gz memories.json.gz",
                "a/**/b.json a/b.json",
                "a/**/b.json a/x/y/b.json",
                "a/** a/x/y",
                "** x/y.json",
                "*.json .json",
                "?.json \u00fc.json",
                "?.json \ud83d\ude00.json",
                "[ab]c.json bc.json",
                "[!ab]c.json xc.json",
                "[a-c]c.json bc.json",
                "[]].json ].json",
                "[^a].json ^.json",
                "{a,b*}.json b2.json",
                "{a,b}/{c,d}.json a/d.json",
                "a.b+(c).json a.b+(c).json",
                "a}.json a}.json",
                "\ud83d\ude00.json \ud83d\ude00.json",
            })
    void shouldMatch(String glob, String path) {
        assertThat(new Glob(glob).matches(path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.json a/b.json",
                "**/memories*.json xmemories.json",
                "**/memories*.json memories/a.json",
                "**/memories*.json memories.json.gz.gz",
                "**/memories*.json memories.JSON",
                "a/**/b.json ab.json",
                "a/**/b.json a/xb.json",
                "a?c.json a/c.json",
                "a[!x]c.json a/c.json",
                "a[+-9]c.json a/c.json",
                "[^a].json b.json",
                "a.json axjson",
                "a/** a",
            })
    void shouldNotMatch(String glob, String path) {
        assertThat(new Glob(glob).matches(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/etc/passwd",
                "../x.json",
                "a/../../x.json",
                "a/..",
                "./a.json",
                "a//b.json",
                "a/",
                "[a",
                "{a",
                "{a,{b}}",
                "a**",
                "**b/c",
                "[z-a]",
                "[a/b]",
                "[!]"
            })
    void shouldRefuseWhatLeadsOutOrIsNoGlob(String glob) {
        assertThatThrownBy(() -> new Glob(glob)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldMatchNamesWithLineFeedsAsAWhole() {
        assertThat(new Glob("*.json").matches("a\nb.json")).isTrue();
        assertThat(new Glob("a.json").matches("a.json\n")).isFalse();
    }
}
