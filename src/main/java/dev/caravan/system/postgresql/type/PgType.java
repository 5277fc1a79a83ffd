package dev.caravan.system.postgresql.type;

import java.util.List;

/**
 * A type as the catalogue has it.
 *
 * @param oid its number
 * @param name as people write it, with its modifiers
 * @param receive the server's function that reads its binary form; it tells the form
 * @param modifier the column's type modifier, -1 for none
 * @param element the elements' type of an array, else null
 * @param base what a domain is made of, else null
 * @param labels the values of an enum
 */
public record PgType(
        int oid, String name, String receive, int modifier, PgType element, PgType base, List<String> labels) {
    public PgType {
        labels = List.copyOf(labels);
    }

    /** A plain type. */
    public static PgType of(int oid, String name, String receive, int modifier) {
        return new PgType(oid, name, receive, modifier, null, null, List.of());
    }

    /** What a domain is made of in the end, else the type itself. */
    public PgType root() {
        return base == null ? this : base.root();
    }
}
