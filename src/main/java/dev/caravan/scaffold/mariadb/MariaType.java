package dev.caravan.scaffold.mariadb;

import dev.caravan.scaffold.Warnings;
import dev.caravan.scaffold.Wishes;
import dev.caravan.scaffold.mariadb.MariaColumns.Declared;
import dev.caravan.scaffold.mariadb.MariaColumns.Trait;

/** PostgreSQL's type for a column of MariaDB: the smallest that holds all that the column may hold. */
final class MariaType {
    private final MariaColumns columns;
    private final Wishes wishes;
    private final Warnings warnings;
    private final String table;

    MariaType(MariaColumns columns, Wishes wishes, Warnings warnings, String table) {
        this.columns = columns;
        this.wishes = wishes;
        this.warnings = warnings;
        this.table = table;
    }

    String of(Declared column) {
        if (column.isOneBit() && wishes.booleans() && columns.count(column.name(), Trait.NOT_A_BIT) == 0) {
            return "boolean";
        }
        String fraction = "(" + column.fraction() + ")";
        return switch (column.type()) {
            case "tinyint", "year" -> "smallint";
            case "smallint" -> column.isUnsigned() ? "integer" : "smallint";
            case "mediumint" -> "integer";
            case "int" -> column.isUnsigned() ? "bigint" : "integer";
            case "bigint", "bit" -> large(column);
            case "decimal" -> "numeric(" + column.precision() + ", " + column.scale() + ")";
            case "float" -> "real";
            case "double" -> "double precision";
            case "char", "varchar" -> column.length() == 0 ? "text" : "varchar(" + column.length() + ")";
            case "json" -> "json";
            case "date" -> "date";
            case "datetime" -> "timestamp" + fraction;
            case "timestamp" -> "timestamptz" + fraction;
            case "time" -> time(column, fraction);
            case "uuid" -> "uuid";
            case "inet4", "inet6" -> "inet";
            default -> other(column);
        };
    }

    private String large(Declared column) {
        if (column.type().equals("bit")) {
            warn(column, "becomes the number of its bits");
        }
        if (!column.isHuge() || columns.count(column.name(), Trait.HUGE) > 0) {
            return column.isHuge() ? "numeric(20)" : "bigint";
        }
        warn(column, "is bigint, which has room for 63 bits; no number is larger now");
        return "bigint";
    }

    private String time(Declared column, String fraction) {
        long none = columns.count(column.name(), Trait.NO_TIME);
        if (none > 0) {
            warn(column, "is text, as " + none + " of its times are below 0 or from 24 hours on");
        }
        return none > 0 ? "text" : "time" + fraction;
    }

    private String other(Declared column) {
        if (column.type().endsWith("binary") || column.type().endsWith("blob")) {
            return "bytea";
        }
        if (column.isText() || column.type().equals("enum")) {
            return "text";
        }
        if (column.type().equals("set")) {
            warn(column, "is text, its words parted by commas");
            return "text";
        }
        boolean geometry = column.type().matches("geometry|point|linestring|polygon|multi.*|geometrycollection");
        warn(column, geometry ? "is bytea in the well-known binary form" : "is text, as its type is not known here");
        return geometry ? "bytea" : "text";
    }

    private void warn(Declared column, String sentence) {
        warnings.add(
                "column '" + column.name() + "' of table '" + table + "'",
                "is declared " + column.declared() + " and " + sentence);
    }
}
