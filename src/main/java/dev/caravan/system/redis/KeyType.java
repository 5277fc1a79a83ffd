package dev.caravan.system.redis;

import java.util.Locale;
import java.util.Optional;

/** The types of the server's own that a key can have. */
enum KeyType {
    STRING,
    HASH,
    LIST,
    SET,
    ZSET,
    STREAM;

    private static final KeyType[] ALL = values();

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As the server says it. */
    String word() {
        return word;
    }

    /** The type of this word; nothing for one of a module. */
    static Optional<KeyType> of(String word) {
        for (KeyType type : ALL) {
            if (type.word.equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
