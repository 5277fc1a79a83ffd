package dev.caravan.scaffold;

import dev.caravan.scaffold.Relation.Check;
import dev.caravan.scaffold.Relation.Field;
import dev.caravan.scaffold.Relation.Index;
import dev.caravan.scaffold.Relation.Numbering;
import dev.caravan.scaffold.Relation.Reference;
import dev.caravan.scaffold.Relation.Unique;
import java.util.ArrayList;
import java.util.List;

/** The SQL that makes tables and, once their rows are there, their keys. Each statement may be run again. */
final class Ddl {

    private final TargetNames names;

    Ddl(TargetNames names) {
        this.names = names;
    }

    /** A table with all that its rows need. */
    String table(Relation relation) {
        List<String> lines = new ArrayList<>();
        relation.fields().forEach(field -> lines.add(column(relation, field)));
        if (!relation.primaryKey().isEmpty()) {
            lines.add("PRIMARY KEY (" + names.columnsSql(relation.name(), relation.primaryKey()) + ")");
        }
        relation.checks().forEach(check -> lines.add(check(relation, check)));
        return "CREATE TABLE IF NOT EXISTS " + names.tableSql(relation.name()) + " (\n    "
                + String.join(",\n    ", lines) + "\n)";
    }

    /** What people wrote about a table and its columns. */
    List<String> comments(Relation relation) {
        List<String> comments = new ArrayList<>();
        String table = names.tableSql(relation.name());
        if (!relation.comment().isEmpty()) {
            comments.add("COMMENT ON TABLE " + table + " IS " + literal(relation.comment()));
        }
        for (Field field : relation.fields()) {
            if (!field.comment().isEmpty()) {
                comments.add("COMMENT ON COLUMN " + table + "." + names.columnSql(relation.name(), field.name())
                        + " IS " + literal(field.comment()));
            }
        }
        return comments;
    }

    String unique(Relation relation, Unique unique) {
        return constraint(
                relation,
                unique.name(),
                "UNIQUE " + (unique.suffix().isEmpty() ? "" : unique.suffix() + " ") + "("
                        + names.columnsSql(relation.name(), unique.columns()) + ")");
    }

    String index(Relation relation, Index index) {
        List<String> parts =
                index.parts().stream().map(part -> expression(relation, part)).toList();
        return "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX IF NOT EXISTS " + names.sql(index.name()) + " ON "
                + names.tableSql(relation.name()) + (index.method().equals("btree") ? "" : " USING " + index.method())
                + " (" + String.join(", ", parts) + ")"
                + (index.included().isEmpty()
                        ? ""
                        : " INCLUDE (" + names.columnsSql(relation.name(), index.included()) + ")")
                + (index.suffix().isEmpty() ? "" : " " + index.suffix())
                + (index.where() == null ? "" : " WHERE " + expression(relation, index.where()));
    }

    /** A foreign key; where rows are there that break it, it holds for new rows alone. */
    String reference(Relation relation, Reference reference) {
        return constraint(
                relation,
                reference.name(),
                "FOREIGN KEY (" + names.columnsSql(relation.name(), reference.columns()) + ") REFERENCES "
                        + names.tableSql(reference.table()) + " (" + names.columnsSql(reference.table(), reference.to())
                        + ")" + (reference.rules().isEmpty() ? "" : " " + expression(relation, reference.rules()))
                        + (reference.orphans() > 0 ? " NOT VALID" : ""));
    }

    /** A condition, with its name. */
    String check(Relation relation, Check check) {
        return "CONSTRAINT " + names.sql(check.name()) + " CHECK (" + expression(relation, check.condition()) + ")";
    }

    /** The expression with the target's names. */
    String expression(Relation relation, String text) {
        return Expression.text(text, column -> names.columnSql(relation.name(), column));
    }

    String column(Relation relation, Field field) {
        StringBuilder text = new StringBuilder(names.columnSql(relation.name(), field.name()))
                .append(' ')
                .append(field.type());
        if (field.generated() != null) {
            text.append(" GENERATED ALWAYS AS (")
                    .append(expression(relation, field.generated()))
                    .append(") STORED");
        } else if (field.numbering() != null) {
            text.append(numbering(field.numbering()));
        } else if (field.otherwise() != null) {
            text.append(" DEFAULT ").append(expression(relation, field.otherwise()));
        }
        return text.append(field.required() ? " NOT NULL" : "").toString();
    }

    /** How a column is numbered. */
    static String numbering(Numbering numbering) {
        List<String> options = new ArrayList<>();
        if (numbering.start() != 1) {
            options.add("START WITH " + numbering.start());
        }
        if (numbering.step() != 1) {
            options.add("INCREMENT BY " + numbering.step());
        }
        if (numbering.step() > 0 && numbering.start() < 1) {
            options.add("MINVALUE " + numbering.start());
        }
        if (numbering.step() < 0 && numbering.start() > -1) {
            options.add("MAXVALUE " + numbering.start());
        }
        return " GENERATED " + (numbering.always() ? "ALWAYS" : "BY DEFAULT") + " AS IDENTITY"
                + (options.isEmpty() ? "" : " (" + String.join(" ", options) + ")");
    }

    /** A constraint has no IF NOT EXISTS of its own. */
    private String constraint(Relation relation, String name, String definition) {
        String table = names.tableSql(relation.name());
        String body = "\nBEGIN\n    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = " + literal(name)
                + " AND conrelid = " + literal(table) + "::regclass) THEN\n        ALTER TABLE " + table
                + " ADD CONSTRAINT " + names.sql(name) + "\n            " + definition + ";\n    END IF;\nEND\n";
        String fence = "$$";
        while (body.contains(fence)) {
            fence = "$" + "q".repeat(fence.length() - 1) + "$";
        }
        return "DO " + fence + body + fence;
    }

    /** A text as SQL writes it, whatever is in it. */
    static String literal(String text) {
        String escaped = text.replace("'", "''");
        return text.indexOf('\\') < 0 ? "'" + escaped + "'" : "E'" + escaped.replace("\\", "\\\\") + "'";
    }
}
