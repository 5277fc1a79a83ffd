package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;

/**
 * What the codecs of dates and times share: they take texts, and refuse what the server would round, shift or guess.
 */
abstract class MomentCodec implements Codec {
    static final int MICROSECONDS = 6;

    private final Moment moment = new Moment();
    private final MomentText text = new MomentText();
    private final String form;
    private final boolean withDate;
    private final int precision;

    /**
     * A codec of one kind of moments.
     *
     * @param form an example, for people
     * @param precision digits of a second, or -1 for all
     */
    MomentCodec(String form, boolean withDate, int precision) {
        this.form = form;
        this.withDate = withDate;
        this.precision = precision < 0 ? MICROSECONDS : precision;
    }

    @Override
    public final void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        if (rows.type(row, cell) != CellType.TEXT
                || !moment.read(rows.arena(), rows.offset(row, cell), rows.length(row, cell), withDate)) {
            throw misfit(rows, row, cell);
        }
        if (moment.finerThan(precision)) {
            throw Misfit.inexact("a time would be rounded to " + precision + " digits of a second");
        }
        if (!write(moment, out)) {
            throw misfit(rows, row, cell);
        }
    }

    @Override
    public final void read(byte[] bytes, int offset, int length, RowBuffer into) {
        read(bytes, offset, text.begin());
        text.addTo(into);
    }

    @Override
    public final boolean keeps(CellType type) {
        return false;
    }

    /** False when the moment is of another form than this type's. */
    abstract boolean write(Moment moment, BinaryOutput out);

    abstract void read(byte[] bytes, int offset, MomentText text);

    private Misfit misfit(RowBuffer rows, int row, int cell) {
        return Misfit.type(rows, row, cell, "texts such as " + form);
    }
}
