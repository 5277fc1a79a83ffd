package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The keys that rows of some tables become, and Caravan's own. */
record MovedKeys(List<KeyPattern> patterns, List<byte[]> beginnings) {
    /** The keys of tables as imports name them: by a pattern, or by a plain name that each key begins with. */
    static MovedKeys of(Set<String> tables) {
        return new MovedKeys(
                tables.stream().map(KeyPattern::new).toList(),
                tables.stream().map(table -> (table + ":").getBytes(UTF_8)).toList());
    }

    boolean has(byte[] key) {
        return KeyChoice.isOwn(key)
                || patterns.stream().anyMatch(pattern -> pattern.matches(key))
                || beginnings.stream().anyMatch(beginning -> begins(key, beginning));
    }

    private static boolean begins(byte[] key, byte[] beginning) {
        return key.length > beginning.length && Arrays.equals(key, 0, beginning.length, beginning, 0, beginning.length);
    }
}
