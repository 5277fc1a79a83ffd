package dev.caravan.scaffold.sqlite;

import dev.caravan.scaffold.SqlToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What only the statement that made a table tells: conditions, generated columns, collations, how late keys are checked. SQLite's
 * pragmas are silent about these.
 */
final class TableSql {
    private static final Set<String> CONSTRAINTS = Set.of("constraint", "primary", "unique", "check", "foreign");

    private final List<Condition> checks = new ArrayList<>();
    private final Map<String, List<SqlToken>> generated = new HashMap<>();
    private final Map<String, String> collations = new HashMap<>();
    private final List<Boolean> deferred = new ArrayList<>();
    private final boolean autoincrement;
    private final boolean conflicts;

    /** A condition; the name may be empty. */
    record Condition(String name, List<SqlToken> tokens) {}

    private TableSql(List<SqlToken> tokens) {
        autoincrement = tokens.stream().anyMatch(token -> token.is("autoincrement"));
        conflicts = tokens.stream().anyMatch(token -> token.is("conflict"));
        int open = 0;
        while (open < tokens.size() && !tokens.get(open).is("(")) {
            open++;
        }
        if (open < tokens.size()) {
            int behind = SqlToken.behind(tokens, open);
            SqlToken.parts(tokens.subList(open + 1, Math.max(open + 1, behind - 1)))
                    .forEach(this::part);
        }
    }

    static TableSql of(String sql) {
        return new TableSql(SqlToken.of(sql));
    }

    List<Condition> checks() {
        return checks;
    }

    /** The expression of a generated column, or null. */
    List<SqlToken> generated(String column) {
        return generated.get(column.toLowerCase(Locale.ROOT));
    }

    /** How a column's texts are compared, in upper case. */
    String collation(String column) {
        return collations.getOrDefault(column.toLowerCase(Locale.ROOT), "BINARY");
    }

    boolean autoincrement() {
        return autoincrement;
    }

    /** True when a constraint says itself what happens to a clash. */
    boolean conflicts() {
        return conflicts;
    }

    /** Whether a foreign key is checked at the commit: by their order in the statement, from 0. */
    boolean deferred(int reference) {
        return reference < deferred.size() && deferred.get(reference);
    }

    private void part(List<SqlToken> part) {
        if (part.isEmpty()) {
            return;
        }
        boolean constraint = part.get(0).kind() == SqlToken.Kind.WORD
                && CONSTRAINTS.contains(part.get(0).text().toLowerCase(Locale.ROOT));
        String column = constraint ? "" : part.get(0).text().toLowerCase(Locale.ROOT);
        String name = "";
        for (int at = constraint ? 0 : 1; at < part.size(); at++) {
            SqlToken token = part.get(at);
            boolean opens = at + 1 < part.size() && part.get(at + 1).is("(");
            int behind = opens ? SqlToken.behind(part, at + 1) : at + 1;
            if (token.is("constraint") && at + 1 < part.size()) {
                name = part.get(at + 1).text();
                at++;
                continue;
            }
            if (opens && token.is("check")) {
                checks.add(new Condition(name, part.subList(at + 2, behind - 1)));
            } else if (opens && token.is("as") && !constraint) {
                generated.put(column, part.subList(at + 2, behind - 1));
            } else if (token.is("collate") && !constraint && at + 1 < part.size()) {
                collations.put(column, part.get(at + 1).text().toUpperCase(Locale.ROOT));
            } else if (token.is("references")) {
                deferred.add(isDeferred(part, at));
            }
            at = behind - 1;
        }
    }

    private static boolean isDeferred(List<SqlToken> part, int references) {
        for (int at = references; at + 2 < part.size(); at++) {
            boolean not = at > 0 && part.get(at - 1).is("not");
            if (part.get(at).is("deferrable")
                    && !not
                    && part.get(at + 1).is("initially")
                    && part.get(at + 2).is("deferred")) {
                return true;
            }
        }
        return false;
    }
}
