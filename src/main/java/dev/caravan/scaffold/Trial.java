package dev.caravan.scaffold;

import dev.caravan.model.CaravanException;
import dev.caravan.model.CopiedTable.Form;
import dev.caravan.model.ErrorCode;
import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Inspected.Need;
import dev.caravan.scaffold.Relation.Check;
import dev.caravan.scaffold.Relation.Field;
import dev.caravan.scaffold.Relation.Index;
import dev.caravan.scaffold.Relation.Numbering;
import dev.caravan.scaffold.Relation.Reference;
import dev.caravan.scaffold.Relation.Unique;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Makes everything on the real server, in a transaction that is taken back: what the server refuses is left out, with a warning
 * that says its reason. A default that does not fit its type, an expression that is not immutable there, a foreign key between
 * columns that cannot be compared: the server knows best.
 */
final class Trial {
    /** No schema of people is called so; it never outlives the transaction. */
    private static final String SCHEMA = "caravan_init_trial";

    private final Connection connection;
    private final TargetNames names;
    private final Ddl ddl;
    private final Warnings warnings;

    Trial(Connection connection, TargetNames names, Warnings warnings) {
        this.connection = connection;
        this.names = names.within(SCHEMA);
        this.ddl = new Ddl(this.names);
        this.warnings = warnings;
    }

    /**
     * What of it the server makes.
     *
     * @param relations those that were found, with the target's names
     */
    Inspected accepted(Inspected found, List<Relation> relations) throws SQLException {
        try {
            Sql.run(connection, "CREATE SCHEMA " + SCHEMA);
            Sql.run(
                    connection,
                    "SELECT set_config('search_path', '" + SCHEMA + ",' || current_setting('search_path'), true)");
            List<Need> before = found.before().stream().filter(this::isMade).toList();
            List<Relation> made = new ArrayList<>();
            for (Relation relation : relations) {
                made(relation).ifPresent(made::add);
            }
            made.replaceAll(this::withKeys);
            made.replaceAll(relation -> with(
                    relation,
                    kept(relation, relation.references(), ddl::reference, one -> "foreign key '" + one.name() + "'")));
            return new Inspected(before, made, found.options());
        } finally {
            connection.rollback();
        }
    }

    private boolean isMade(Need need) {
        String refused = refused(need.sql());
        if (refused != null) {
            warnings.add(need.what(), "is left out, as the target refuses it (" + refused + ")");
        }
        return refused == null;
    }

    /** Empty where the server takes no such table, as one of more than 1,600 columns. */
    private Optional<Relation> made(Relation relation) {
        Relation typed = typed(relation);
        Relation bare = with(typed, typed.fields().stream().map(Trial::bare).toList(), List.of());
        String refused = refused(ddl.table(bare));
        if (refused != null) {
            warnings.add(
                    "table '" + relation.name() + "'",
                    "is left out with all its rows, as the target refuses it (" + refused + ")");
            return Optional.empty();
        }
        List<Field> fields =
                typed.fields().stream().map(field -> accepted(typed, field)).toList();
        List<Check> checks = kept(
                typed,
                typed.checks(),
                (of, check) -> "ALTER TABLE " + names.tableSql(of.name()) + " ADD " + ddl.check(of, check),
                check -> "check '" + check.name() + "'");
        return Optional.of(with(typed, fields, checks));
    }

    /** A type that the server does not know, as of an extension that is not there, becomes text. */
    private Relation typed(Relation relation) {
        List<Field> fields = new ArrayList<>();
        for (Field field : relation.fields()) {
            String refused = refused("SELECT NULL::" + field.type());
            if (refused != null) {
                warnings.add(
                        "column '" + field.name() + "' of table '" + relation.name() + "'",
                        "is text, as the target refuses the type " + field.type() + " (" + refused + ")");
            }
            fields.add(refused == null ? field : field.asText());
        }
        return with(relation, fields, relation.checks());
    }

    private static Field bare(Field field) {
        return new Field(field.name(), field.type(), field.required(), null, null, null, Form.SAME, "");
    }

    private Field accepted(Relation relation, Field field) {
        String table = "ALTER TABLE " + names.tableSql(relation.name());
        String where = "column '" + field.name() + "' of table '" + relation.name() + "'";
        String otherwise = field.otherwise();
        String generated = field.generated();
        if (otherwise != null) {
            String refused = refused(table + " ALTER " + names.columnSql(relation.name(), field.name())
                    + " SET DEFAULT " + ddl.expression(relation, otherwise));
            if (refused != null) {
                warnings.add(where, "has lost its default, which the target refuses (" + refused + ")");
                otherwise = null;
            }
        }
        if (generated != null) {
            String refused = refused(table + " ADD caravan_trial " + field.type() + " GENERATED ALWAYS AS ("
                    + ddl.expression(relation, generated) + ") STORED");
            if (refused != null) {
                warnings.add(
                        where,
                        "is a plain column with the values it has now, as the target refuses to compute it (" + refused
                                + ")");
                generated = null;
            } else {
                refused(table + " DROP caravan_trial");
            }
        }
        return new Field(
                field.name(),
                field.type(),
                field.required(),
                otherwise,
                numbering(relation, field),
                generated,
                field.form(),
                field.comment());
    }

    /** How a column is numbered where the server takes it, else null. */
    private Numbering numbering(Relation relation, Field field) {
        if (field.numbering() == null) {
            return null;
        }
        String column = "ALTER TABLE " + names.tableSql(relation.name()) + " ALTER "
                + names.columnSql(relation.name(), field.name());
        String refused = refused(column + " SET NOT NULL; " + column + " ADD" + Ddl.numbering(field.numbering()));
        if (refused != null) {
            warnings.add(
                    "column '" + field.name() + "' of table '" + relation.name() + "'",
                    "is not numbered, as the target refuses it (" + refused + ")");
        }
        return refused == null ? field.numbering() : null;
    }

    private Relation withKeys(Relation relation) {
        List<Unique> uniques =
                kept(relation, relation.uniques(), ddl::unique, one -> "unique key '" + one.name() + "'");
        List<Index> indexes = kept(relation, relation.indexes(), ddl::index, one -> "index '" + one.name() + "'");
        return new Relation(
                relation.name(),
                relation.fields(),
                relation.primaryKey(),
                relation.rowKey(),
                uniques,
                indexes,
                relation.references(),
                relation.checks(),
                relation.comment());
    }

    private <T> List<T> kept(
            Relation relation,
            List<T> all,
            BiFunction<Relation, T, String> sql,
            java.util.function.Function<T, String> what) {
        List<T> kept = new ArrayList<>();
        for (T one : all) {
            String refused = refused(sql.apply(relation, one));
            if (refused == null) {
                kept.add(one);
            } else {
                warnings.add(
                        what.apply(one) + " of table '" + relation.name() + "'",
                        "is left out, as the target refuses it (" + refused + ")");
            }
        }
        return kept;
    }

    /** Why the server refuses a statement; null, and its effect stays, when it does not. */
    private String refused(String sql) {
        try {
            Savepoint before = connection.setSavepoint();
            try {
                Sql.run(connection, sql);
                connection.releaseSavepoint(before);
                return null;
            } catch (SQLException e) {
                connection.rollback(before);
                return reason(e);
            }
        } catch (SQLException e) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED, "target", "the connection broke (" + reason(e) + "); try again", e);
        }
    }

    private static String reason(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("^ERROR: ", "");
    }

    private static Relation with(Relation relation, List<Field> fields, List<Check> checks) {
        return new Relation(
                relation.name(),
                fields,
                relation.primaryKey(),
                relation.rowKey(),
                relation.uniques(),
                relation.indexes(),
                relation.references(),
                checks,
                relation.comment());
    }

    private static Relation with(Relation relation, List<Reference> references) {
        return new Relation(
                relation.name(),
                relation.fields(),
                relation.primaryKey(),
                relation.rowKey(),
                relation.uniques(),
                relation.indexes(),
                references,
                relation.checks(),
                relation.comment());
    }
}
