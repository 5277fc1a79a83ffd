package dev.caravan.scaffold;

import dev.caravan.model.CopiedTable.Form;
import java.util.List;

/**
 * A table of the source as it is to be made, or a view that is copied as one. Names are the source's; types and expressions are
 * PostgreSQL's, an expression with its columns marked as {@link Expression} has it.
 *
 * @param primaryKey its columns in order; empty when there is none
 * @param rowKey what the run tells rows apart by, where that is not the source's primary key; null for that one
 * @param checks conditions
 * @param comment empty for none
 */
public record Relation(
        String name,
        List<Field> fields,
        List<String> primaryKey,
        List<String> rowKey,
        List<Unique> uniques,
        List<Index> indexes,
        List<Reference> references,
        List<Check> checks,
        String comment) {
    public Relation {
        fields = List.copyOf(fields);
        primaryKey = List.copyOf(primaryKey);
        rowKey = rowKey == null ? null : List.copyOf(rowKey);
        uniques = List.copyOf(uniques);
        indexes = List.copyOf(indexes);
        references = List.copyOf(references);
        checks = List.copyOf(checks);
    }

    /**
     * A column.
     *
     * @param type as PostgreSQL writes it
     * @param required true when it must have a value
     * @param otherwise its default, or null
     * @param numbering how the database numbers it, or null
     * @param generated the expression that the database computes it by, or null
     * @param form what becomes of its values on their way
     * @param comment empty for none
     */
    public record Field(
            String name,
            String type,
            boolean required,
            String otherwise,
            Numbering numbering,
            String generated,
            Form form,
            String comment) {
        /** The same column, which must have a value. */
        public Field filled() {
            return new Field(name, type, true, otherwise, numbering, generated, form, comment);
        }

        /** The same column as a text, whatever its values are in the source. */
        Field asText() {
            return new Field(name, "text", required, otherwise, numbering, generated, Form.TEXT, comment);
        }
    }

    /**
     * How a column is numbered.
     *
     * @param always true when another number is taken only when told to
     * @param start the first number to give
     * @param step what is added each time
     */
    public record Numbering(boolean always, long start, long step) {
        /** Numbers from 1 on, unless another is given. */
        public static final Numbering PLAIN = new Numbering(false, 1, 1);
    }

    /** Columns whose values no two rows share. */
    public record Unique(String name, List<String> columns, String suffix) {
        public Unique {
            columns = List.copyOf(columns);
        }
    }

    /**
     * An index.
     *
     * @param method how it is kept: btree, gin, ...
     * @param parts columns or expressions, each with its order behind it
     * @param included columns that are only kept beside
     * @param where the rows that it holds, or null for all
     * @param suffix what stands behind it, such as NULLS NOT DISTINCT
     */
    public record Index(
            String name,
            boolean unique,
            String method,
            List<String> parts,
            List<String> included,
            String suffix,
            String where) {
        public Index {
            parts = List.copyOf(parts);
            included = List.copyOf(included);
        }
    }

    /**
     * Columns that name a row of a table.
     *
     * @param rules what stands behind it: ON DELETE and so on
     * @param orphans how many rows name none that is there
     */
    public record Reference(
            String name, List<String> columns, String table, List<String> to, String rules, long orphans) {
        public Reference {
            columns = List.copyOf(columns);
            to = List.copyOf(to);
        }
    }

    /** A condition that every row meets. */
    public record Check(String name, String condition) {}

    /** The column with this name, whatever its case where there is none of the same; null for none. */
    public Field field(String wanted) {
        return fields.stream()
                .filter(field -> field.name().equals(wanted))
                .findFirst()
                .orElseGet(() -> fields.stream()
                        .filter(field -> field.name().equalsIgnoreCase(wanted))
                        .findFirst()
                        .orElse(null));
    }
}
