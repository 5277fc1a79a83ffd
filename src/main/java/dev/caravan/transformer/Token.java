package dev.caravan.transformer;

/** What {@link JsonCursor} stands on. */
enum Token {
    OBJECT("an object"),
    END_OBJECT("the end of an object"),
    ARRAY("an array"),
    END_ARRAY("the end of an array"),
    KEY("a key"),
    STRING("text"),
    NUMBER("a number"),
    TRUE("a boolean"),
    FALSE("a boolean"),
    NULL("null"),
    END("the end");

    private final String words;

    Token(String words) {
        this.words = words;
    }

    /** The kind as people call it, with its article. */
    String words() {
        return words;
    }
}
