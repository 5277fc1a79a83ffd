package dev.caravan.system.postgresql;

import dev.caravan.model.TableShape;
import dev.caravan.model.TableShape.Accepts;
import dev.caravan.system.postgresql.type.PgType;

/**
 * One column as the catalogue has it.
 *
 * @param required true when it has neither a default nor room for NULL
 * @param nullable true when the table may hold NULL there
 * @param generated true when the database computes it
 * @param bytewise true when its texts are ordered by their bytes, whatever their language
 * @param numbered true when the database numbers it and takes another number only when told to
 */
record PgColumn(
        String name,
        PgType type,
        boolean required,
        boolean nullable,
        boolean generated,
        boolean numbered,
        boolean bytewise) {
    /** True when its values are ordered as the numbers or the bytes that they are read as. */
    boolean isOrderedByBytes() {
        return switch (type.root().receive()) {
            case "int2recv", "int4recv", "int8recv", "uuid_recv", "bytearecv" -> true;
            case "textrecv", "varcharrecv" -> bytewise;
            default -> false;
        };
    }

    TableShape.Column shape() {
        return new TableShape.Column(name, type.name(), accepts(), required, generated);
    }

    /** What belongs there as far as the kind of value tells; its codec looks closer. */
    private Accepts accepts() {
        return switch (type.root().receive()) {
            case "int2recv", "int4recv", "int8recv", "oidrecv" -> Accepts.INTEGER;
            case "numeric_recv" -> Accepts.DECIMAL;
            case "bytearecv" -> Accepts.BLOB;
            case "textrecv",
                    "citextrecv",
                    "varcharrecv",
                    "bpcharrecv",
                    "enum_recv",
                    "date_recv",
                    "time_recv",
                    "timetz_recv",
                    "timestamp_recv",
                    "timestamptz_recv",
                    "interval_recv",
                    "inet_recv",
                    "cidr_recv" -> Accepts.TEXT;
            default -> Accepts.ANY;
        };
    }
}
