package dev.caravan.scaffold.mariadb;

import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The columns of one table, and what its values are where the declared type alone does not tell what PostgreSQL needs. */
final class MariaColumns {
    private final Connection connection;
    private final String table;
    private final List<Declared> all;
    private final Map<String, Map<Trait, Long>> traits = new HashMap<>();

    /** What a value may be. */
    enum Trait {
        /** A number of one bit that is neither 0 nor 1. */
        NOT_A_BIT,
        /** A number beyond 63 bits. */
        HUGE,
        /** A date with a month or day of 0. */
        NO_DATE,
        /** A time of day that is none. */
        NO_TIME,
        /** A text with a U+0000. */
        NUL,
        /** An enum's value for what was none of its words. */
        NO_WORD
    }

    MariaColumns(Connection connection, String table) throws SQLException {
        this.connection = connection;
        this.table = table;
        boolean maria = Sql.text(connection, "SELECT VERSION()").contains("MariaDB");
        List<String> json = maria
                ? Sql.rows(
                        connection,
                        "SELECT CONSTRAINT_NAME FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA ="
                                + " DATABASE() AND BINARY TABLE_NAME = ? AND CHECK_CLAUSE LIKE 'json_valid(%'",
                        row -> row.getString(1),
                        table)
                : List.of();
        all = Sql.rows(
                connection,
                "SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE = 'YES', COLUMN_DEFAULT, EXTRA,"
                        + " coalesce(COLUMN_COMMENT, ''), coalesce(GENERATION_EXPRESSION, ''), coalesce(COLLATION_NAME,"
                        + " ''), coalesce(NUMERIC_PRECISION, 0), coalesce(NUMERIC_SCALE, 0),"
                        + " coalesce(CHARACTER_MAXIMUM_LENGTH, 0), coalesce(DATETIME_PRECISION, 0) FROM"
                        + " information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND BINARY TABLE_NAME = ? ORDER BY"
                        + " ORDINAL_POSITION",
                row -> new Declared(
                        row.getString(1),
                        json.contains(row.getString(1))
                                ? "json"
                                : row.getString(2).toLowerCase(Locale.ROOT),
                        row.getString(3),
                        row.getBoolean(4),
                        maria || row.getString(5) == null || row.getString(6).contains("DEFAULT_GENERATED")
                                ? row.getString(5)
                                : "'" + row.getString(5).replace("'", "''") + "'",
                        row.getString(6).toLowerCase(Locale.ROOT),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9),
                        row.getInt(10),
                        row.getInt(11),
                        row.getLong(12),
                        row.getInt(13)),
                table);
        look();
    }

    List<Declared> all() {
        return all;
    }

    /** The table's own name of a column, or null. */
    String own(String name) {
        return all.stream()
                .map(Declared::name)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(null);
    }

    /** How many values of a column are so. */
    long count(String column, Trait trait) {
        return traits.getOrDefault(column, Map.of()).getOrDefault(trait, 0L);
    }

    private void look() throws SQLException {
        Map<String, Map<Trait, Integer>> places = new LinkedHashMap<>();
        List<String> sums = new ArrayList<>();
        for (Declared column : all) {
            for (Trait trait : Trait.values()) {
                String condition = condition(column, trait);
                if (condition != null) {
                    sums.add("coalesce(sum(" + condition + "), 0)");
                    places.computeIfAbsent(column.name(), name -> new LinkedHashMap<>())
                            .put(trait, sums.size());
                }
            }
        }
        if (sums.isEmpty()) {
            return;
        }
        Sql.rows(connection, "SELECT " + String.join(", ", sums) + " FROM " + Sql.quoted(table), row -> {
            for (Map.Entry<String, Map<Trait, Integer>> column : places.entrySet()) {
                Map<Trait, Long> found = new HashMap<>();
                for (Map.Entry<Trait, Integer> place : column.getValue().entrySet()) {
                    found.put(place.getKey(), row.getLong(place.getValue()));
                }
                traits.put(column.getKey(), found);
            }
            return 0;
        });
    }

    private static String condition(Declared column, Trait trait) {
        String name = Sql.quoted(column.name());
        String type = column.type();
        return switch (trait) {
            case NOT_A_BIT -> column.isOneBit() && !type.equals("bit") ? name + " NOT IN (0, 1)" : null;
            case HUGE -> column.isHuge() ? name + " > 9223372036854775807" : null;
            case NO_DATE ->
                type.equals("date") || type.equals("datetime") || type.equals("timestamp")
                        ? "CAST(" + name + " AS CHAR) REGEXP '^(0000-|....-00|....-..-00)'"
                        : null;
            case NO_TIME -> type.equals("time") ? name + " < '00:00:00' OR " + name + " >= '24:00:00'" : null;
            case NUL -> column.isText() ? "locate(char(0), " + name + ") > 0" : null;
            case NO_WORD -> type.equals("enum") ? name + " + 0 = 0" : null;
        };
    }

    /**
     * A column of the information schema.
     *
     * @param type one word, in lower case; {@code json} too where a check makes a text one
     * @param declared the whole type
     * @param otherwise its default as an expression, or null
     * @param generated the expression that it is computed by; empty for none
     * @param length of texts, in characters
     * @param fraction digits of a second
     */
    record Declared(
            String name,
            String type,
            String declared,
            boolean nullable,
            String otherwise,
            String extra,
            String comment,
            String generated,
            String collation,
            int precision,
            int scale,
            long length,
            int fraction) {
        boolean isUnsigned() {
            return declared.contains("unsigned");
        }

        /** A number that may be meant as a boolean. */
        boolean isOneBit() {
            return declared.startsWith("tinyint(1)") || (type.equals("bit") && precision == 1);
        }

        /** A number that may be beyond 63 bits. */
        boolean isHuge() {
            return (type.equals("bigint") && isUnsigned()) || (type.equals("bit") && precision == 64);
        }

        boolean isText() {
            return type.endsWith("char") || type.endsWith("text") || type.equals("json");
        }

        /** True where the case of letters is left out of account. */
        boolean isFolded() {
            return collation.contains("_ci");
        }
    }
}
