package dev.caravan.system.redis;

import java.util.Arrays;
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

    /** As the server says it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of this word; nothing for one of a module. */
    static Optional<KeyType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }
}
