package dev.caravan.scaffold.mariadb;

import dev.caravan.model.CopiedTable.Form;
import dev.caravan.relational.Sql;
import dev.caravan.scaffold.CommonExpression;
import dev.caravan.scaffold.Expression;
import dev.caravan.scaffold.Relation;
import dev.caravan.scaffold.Relation.Check;
import dev.caravan.scaffold.Relation.Field;
import dev.caravan.scaffold.Relation.Numbering;
import dev.caravan.scaffold.SqlToken;
import dev.caravan.scaffold.Warnings;
import dev.caravan.scaffold.Wishes;
import dev.caravan.scaffold.mariadb.MariaColumns.Declared;
import dev.caravan.scaffold.mariadb.MariaColumns.Trait;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts one table together. */
final class MariaTable {
    /** A quotient is no whole number there, two bars are an OR, and the remainder is of decimals too. */
    private static final Set<String> OTHER_SIGNS = Set.of("/", "||", "%");

    private final Connection connection;
    private final MariaInspector.Entry entry;
    private final Warnings warnings;
    private final String where;
    private final MariaColumns columns;
    private final MariaType types;
    private final Set<String> booleans = new HashSet<>();

    MariaTable(Connection connection, MariaInspector.Entry entry, Wishes wishes, Warnings warnings)
            throws SQLException {
        this.connection = connection;
        this.entry = entry;
        this.warnings = warnings;
        this.where = (entry.type().contains("VIEW") ? "view '" : "table '") + entry.name() + "'";
        this.columns = new MariaColumns(connection, entry.name());
        this.types = new MariaType(columns, wishes, warnings, entry.name());
    }

    boolean hasZeroDates() {
        return columns.all().stream().anyMatch(column -> columns.count(column.name(), Trait.NO_DATE) > 0);
    }

    /** The table; nothing where its rows cannot be read one by one. */
    Optional<Relation> table() throws SQLException {
        List<Field> fields = fields();
        MariaKeys keys = new MariaKeys(connection, entry.name(), columns, warnings);
        List<String> key = keys.primaryKey();
        List<String> told = key.isEmpty() ? keys.telling() : key;
        if (told.isEmpty()) {
            warnings.add(
                    where, "is left out: it has no key, and no column, and no two of them, tell all of its rows apart");
            return Optional.empty();
        }
        if (key.isEmpty()) {
            warnings.add(
                    where,
                    "has no primary key, and gets one over (" + String.join(", ", told)
                            + "), which tells its rows apart now");
        }
        tellOfTexts();
        return Optional.of(new Relation(
                entry.name(),
                filled(fields, told),
                told,
                key.isEmpty() ? told : null,
                keys.uniques(),
                keys.indexes(),
                keys.references(),
                checks(),
                entry.comment()));
    }

    /** A view as a table. */
    Optional<Relation> view() throws SQLException {
        List<Field> fields = fields();
        List<String> key = new MariaKeys(connection, entry.name(), columns, warnings).telling();
        if (key.isEmpty()) {
            warnings.add(where, "is left out: no column, and no two of them, tell all of its rows apart");
            return Optional.empty();
        }
        warnings.add(where, "is copied as a table: its rows as they are now");
        return Optional.of(new Relation(
                entry.name(), filled(fields, key), key, key, List.of(), List.of(), List.of(), List.of(), ""));
    }

    private static List<Field> filled(List<Field> fields, List<String> key) {
        return fields.stream()
                .map(field -> key.contains(field.name()) ? field.filled() : field)
                .toList();
    }

    private List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (Declared column : columns.all()) {
            String type = types.of(column);
            if (type.equals("boolean")) {
                booleans.add(column.name());
            }
        }
        for (Declared column : columns.all()) {
            fields.add(field(column, types.of(column)));
        }
        return fields;
    }

    private Field field(Declared column, String type) {
        String about = "column '" + column.name() + "' of " + where;
        long nuls = columns.count(column.name(), Trait.NUL);
        if (nuls > 0) {
            warnings.add(
                    about,
                    nuls
                            + " texts hold a U+0000, which PostgreSQL cannot keep: their rows are rejected, unless the target"
                            + " says 'nul: replace' or 'nul: strip'");
        }
        long noDates = columns.count(column.name(), Trait.NO_DATE);
        if (noDates > 0) {
            warnings.add(
                    about,
                    noDates + " dates such as 0000-00-00 are no dates: they become NULL (zero-dates: in the file)"
                            + (column.nullable() ? "" : ", so it may be NULL"));
        }
        if (column.extra().contains("on update")) {
            warnings.add(about, "is no longer set to the time of each change; a trigger can do that");
        }
        boolean numbered = column.extra().contains("auto_increment") && type.matches("smallint|integer|bigint");
        String generated = generated(column, about);
        return new Field(
                column.name(),
                type,
                !column.nullable() && noDates == 0,
                numbered || !column.generated().isEmpty() ? null : otherwise(column, type, about),
                numbered ? new Numbering(false, Math.max(1, entry.next()), 1) : null,
                generated,
                Form.SAME,
                column.comment());
    }

    private String generated(Declared column, String about) {
        if (column.generated().isEmpty()) {
            return null;
        }
        return translated(column.generated()).orElseGet(() -> {
            warnings.add(
                    about,
                    "is a plain column with the values it has now, as what it is computed by has no sure like in"
                            + " PostgreSQL");
            return null;
        });
    }

    private String otherwise(Declared column, String type, String about) {
        if (column.otherwise() == null) {
            return null;
        }
        String otherwise = MariaDefault.of(column.otherwise(), type);
        if (otherwise == null) {
            warnings.add(about, "has lost its default, which has no like in PostgreSQL");
        }
        return otherwise == null || otherwise.equals("NULL") ? null : otherwise;
    }

    private Optional<String> translated(String expression) {
        return new CommonExpression(columns::own, booleans, OTHER_SIGNS).translated(SqlToken.of(expression));
    }

    private List<Check> checks() throws SQLException {
        List<Check> checks = new ArrayList<>();
        for (Declared column : columns.all()) {
            if (column.type().equals("enum")) {
                words(column).ifPresent(checks::add);
            }
        }
        Sql.rows(
                connection,
                "SELECT CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA ="
                        + " DATABASE() AND BINARY TABLE_NAME = ? ORDER BY 1",
                row -> {
                    String name = row.getString(1);
                    boolean json = columns.all().stream()
                            .anyMatch(column ->
                                    column.name().equals(name) && column.type().equals("json"));
                    if (!json) {
                        Optional<String> text = translated(row.getString(2));
                        text.ifPresent(condition -> checks.add(new Check(name, condition)));
                        if (text.isEmpty()) {
                            warnings.add(
                                    where, "check '" + name + "' is left out, as it has no sure like in PostgreSQL");
                        }
                    }
                    return 0;
                },
                entry.name());
        return checks;
    }

    /** The words of an enum, as a check; not where there are values that are none of them. */
    private Optional<Check> words(Declared column) {
        long none = columns.count(column.name(), Trait.NO_WORD);
        String about = "column '" + column.name() + "' of " + where;
        if (none > 0) {
            warnings.add(about, none + " of its values are none of its words, so it gets no check");
            return Optional.empty();
        }
        String list =
                column.declared().substring("enum(".length(), column.declared().length() - 1);
        warnings.add(about, "is declared enum and is text with a check; its words sort as texts do");
        return Optional.of(new Check("", Expression.column(column.name()) + " IN (" + list + ")"));
    }

    private void tellOfTexts() {
        boolean folded = columns.all().stream().anyMatch(column -> column.isText() && column.isFolded());
        if (folded) {
            warnings.add(
                    where,
                    "compares texts without regard to case ("
                            + columns.all().stream()
                                    .filter(Declared::isFolded)
                                    .map(Declared::collation)
                                    .findFirst()
                                    .orElse("")
                            + "); PostgreSQL compares them as they are, in keys too");
        }
    }
}
