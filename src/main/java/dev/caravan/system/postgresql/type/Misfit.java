package dev.caravan.system.postgresql.type;

import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;

/** Why a value does not fit into a column. Made for every bad value, so it has no stack trace. */
public final class Misfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RejectCode code;

    /** A reason in words that follow "column 'x' is of type y: "; never a value. */
    public Misfit(RejectCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    public RejectCode code() {
        return code;
    }

    /** What is there, as type and length. */
    static String seen(RowBuffer rows, int row, int cell) {
        return rows.type(row, cell).hasBytes()
                ? rows.type(row, cell) + " of " + rows.length(row, cell) + " bytes"
                : rows.type(row, cell).toString();
    }

    static Misfit type(RowBuffer rows, int row, int cell, String wanted) {
        return new Misfit(RejectCode.BAD_TYPE, "it takes " + wanted + ", here is " + seen(rows, row, cell));
    }

    static Misfit inexact(String reason) {
        return new Misfit(RejectCode.INEXACT_NUMBER, reason);
    }

    static Misfit range(String reason) {
        return new Misfit(RejectCode.OUT_OF_RANGE, reason);
    }
}
