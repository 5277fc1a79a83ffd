package dev.caravan.scaffold.sqlite;

import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Expression;
import dev.caravan.scaffold.Relation.Field;
import dev.caravan.scaffold.Relation.Index;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Keys whose values are too long for PostgreSQL, whose btree takes 2,704 bytes an entry: equal values are kept apart from others
 * all the same by an index over their digests.
 */
record LongKeys(Connection connection, String table, List<Field> fields) {
    /** With room for what stands around the values. */
    private static final long MOST = 2_600;

    /** True when a row's values in these columns are too long together. */
    boolean isTooLong(List<String> columns) throws SQLException {
        List<String> variable = columns.stream().filter(this::isVariable).toList();
        if (variable.isEmpty()) {
            return false;
        }
        String bytes =
                Sql.joined(variable, " + ", name -> "coalesce(length(CAST(" + Sql.quoted(name) + " AS BLOB)), 0)");
        return Sql.one(connection, "SELECT coalesce(max(" + bytes + "), 0) FROM main." + Sql.quoted(table)) > MOST;
    }

    /** An index that lets no two rows have the same values there. */
    Index unique(List<String> columns) {
        return new Index("", true, "btree", columns.stream().map(this::part).toList(), List.of(), "", null);
    }

    /** The column, or the digest of what may be long in it. */
    String part(String column) {
        return isVariable(column) ? "md5(" + Expression.column(column) + ")" : Expression.column(column);
    }

    private boolean isVariable(String column) {
        return fields.stream()
                .filter(field -> field.name().equals(column))
                .anyMatch(field -> field.type().equals("text")
                        || field.type().startsWith("varchar")
                        || field.type().equals("bytea"));
    }
}
