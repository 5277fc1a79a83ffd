package dev.caravan.system.files;

/** How the records of a file lie one after another. The names, in lower case, are part of stored positions. */
enum Framing {
    /** Not known yet: nothing was read. */
    START,
    /** The elements of one array; the position is behind an element. */
    ARRAY,
    /** One a line; the position is at the beginning of a line. */
    LINES,
    /** Objects one after another, most often just one; the position is behind an object. */
    OBJECTS,
    /** Nothing follows. */
    END
}
