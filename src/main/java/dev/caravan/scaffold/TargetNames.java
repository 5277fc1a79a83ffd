package dev.caravan.scaffold;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.relational.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What tables, columns, indexes and keys are called in the target: as in the source, or in snake case. Two that would become one
 * are numbered, and what PostgreSQL would cut is cut here, with a warning.
 */
final class TargetNames {
    private static final int LONGEST = 63;
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Set<String> SYSTEM_COLUMNS = Set.of("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid");

    private final boolean quoted;
    private final String schema;
    private final Set<String> reserved;
    private final Warnings warnings;
    private final Map<String, String> tables = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> columns = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Set<String>> constraints = new HashMap<>();

    /**
     * No names yet.
     *
     * @param quoted true to keep the source's names
     * @param schema where tables are made; empty for the usual place
     * @param reserved words that must be quoted
     */
    TargetNames(boolean quoted, String schema, Set<String> reserved, Warnings warnings) {
        this.quoted = quoted;
        this.schema = schema;
        this.reserved = Set.copyOf(reserved);
        this.warnings = warnings;
    }

    /** The same names in another schema. */
    TargetNames within(String other) {
        TargetNames names = new TargetNames(quoted, other, reserved, warnings);
        names.tables.putAll(tables);
        names.columns.putAll(columns);
        names.taken.addAll(taken);
        return names;
    }

    /** Gives names to all tables and their columns. */
    void take(List<Relation> relations) {
        for (Relation relation : relations) {
            tables.put(relation.name(), unique(relation.name(), "table '" + relation.name() + "'", taken));
        }
        for (Relation relation : relations) {
            Set<String> used = new HashSet<>(SYSTEM_COLUMNS);
            Map<String, String> named = new LinkedHashMap<>();
            for (Relation.Field field : relation.fields()) {
                String where = "column '" + field.name() + "' of table '" + relation.name() + "'";
                named.put(field.name(), unique(field.name(), where, used));
            }
            columns.put(relation.name(), named);
        }
    }

    /** The table's name, behind its schema where there is one, as migration files have it. */
    String table(String source) {
        return schema.isEmpty() ? tables.get(source) : schema + "." + tables.get(source);
    }

    boolean knows(String table) {
        return tables.containsKey(table);
    }

    String column(String table, String source) {
        Map<String, String> named = columns.get(table);
        String exact = named.get(source);
        return exact != null
                ? exact
                : named.entrySet().stream()
                        .filter(entry -> entry.getKey().equalsIgnoreCase(source))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalStateException("table '" + table + "' has no column '" + source + "'"));
    }

    /** The name of an index: the source's, or made of the table's and its columns'. */
    String index(String source, String table, List<String> columnNames, String kind) {
        return unique(source.isEmpty() ? made(table, columnNames, kind) : source, "", taken);
    }

    /** The name of a key that is an index too. */
    String key(String source, String table, List<String> columnNames) {
        String name = index(source, table, columnNames, "key");
        constraints(table).add(name);
        return name;
    }

    /** The name of a constraint, which no other of its table has. */
    String constraint(String source, String table, List<String> columnNames, String kind) {
        return unique(source.isEmpty() ? made(table, columnNames, kind) : source, "", constraints(table));
    }

    private String made(String table, List<String> columnNames, String kind) {
        List<String> parts = new ArrayList<>(List.of(tables.get(table)));
        columnNames.forEach(column -> parts.add(column(table, column)));
        parts.add(kind);
        return String.join("_", parts);
    }

    private Set<String> constraints(String table) {
        return constraints.computeIfAbsent(table, name -> new HashSet<>(Set.of(cut(tables.get(table), "_pkey"))));
    }

    /** The table as SQL writes it. */
    String tableSql(String source) {
        return (schema.isEmpty() ? "" : sql(schema) + ".") + sql(tables.get(source));
    }

    String columnSql(String table, String source) {
        return sql(column(table, source));
    }

    /** Columns as SQL lists them. */
    String columnsSql(String table, List<String> names) {
        return Sql.joined(names, ", ", name -> columnSql(table, name));
    }

    /** A name as SQL writes it: in quotes where it needs them. */
    String sql(String name) {
        return PLAIN.matcher(name).matches() && !reserved.contains(name) ? name : Sql.quoted(name);
    }

    private String unique(String source, String where, Set<String> used) {
        // A migration file has no placeholders in keys, where such a column would have to stand to get another name
        boolean kept = quoted || source.contains("{{");
        String wished = kept ? (source.isEmpty() ? "unnamed" : source) : snake(source);
        String name = cut(wished, "");
        for (int number = 2; !used.add(name); number++) {
            name = cut(wished, "_" + number);
        }
        if (!where.isEmpty() && !name.equals(wished)) {
            boolean tooLong = wished.getBytes(UTF_8).length > LONGEST;
            warnings.add(
                    where,
                    "is called '" + name + "', as '" + wished + "' "
                            + (tooLong ? "is longer than PostgreSQL's " + LONGEST + " bytes" : "is taken"));
        } else if (!where.isEmpty() && source.isEmpty()) {
            warnings.add(where, "has an empty name and is called '" + name + "'");
        }
        return name;
    }

    /** At most as many bytes as PostgreSQL keeps, cut between two characters. */
    private static String cut(String name, String suffix) {
        int room = LONGEST - suffix.length();
        StringBuilder cut = new StringBuilder();
        int bytes = 0;
        for (int letter : name.codePoints().toArray()) {
            String text = Character.toString(letter);
            bytes += text.getBytes(UTF_8).length;
            if (bytes > room) {
                break;
            }
            cut.append(text);
        }
        return cut + suffix;
    }

    /** {@code OrderID} and {@code Order ID} become {@code order_id}. */
    static String snake(String name) {
        StringBuilder snake = new StringBuilder();
        int[] letters = name.codePoints().toArray();
        for (int at = 0; at < letters.length; at++) {
            int letter = letters[at];
            if (!Character.isLetterOrDigit(letter)) {
                boolean own = letter == '_' || (snake.length() > 0 && snake.charAt(snake.length() - 1) != '_');
                snake.append(own ? "_" : "");
                continue;
            }
            if (at > 0 && begins(letters, at) && snake.charAt(snake.length() - 1) != '_') {
                snake.append('_');
            }
            snake.append(Character.toString(letter).toLowerCase(Locale.ROOT));
        }
        String trimmed =
                name.endsWith("_") ? snake.toString() : snake.toString().replaceFirst("(?<=.)_+$", "");
        return trimmed.isEmpty() || trimmed.equals("_")
                ? "unnamed"
                : Character.isDigit(trimmed.codePointAt(0)) ? "_" + trimmed : trimmed;
    }

    /** True where a word begins: an upper case letter behind a lower case one, or before one. */
    private static boolean begins(int[] letters, int at) {
        if (!Character.isUpperCase(letters[at]) || !Character.isLetterOrDigit(letters[at - 1])) {
            return false;
        }
        boolean behindLower = !Character.isUpperCase(letters[at - 1]);
        boolean beforeLower = at + 1 < letters.length && Character.isLowerCase(letters[at + 1]);
        return behindLower || beforeLower;
    }
}
