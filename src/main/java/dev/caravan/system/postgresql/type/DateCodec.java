package dev.caravan.system.postgresql.type;

/** {@code date}. */
final class DateCodec extends MomentCodec {
    private static final int FIRST = -2_451_545;
    private static final int END = 2_145_031_949;

    DateCodec() {
        super("2026-01-31", true, -1);
    }

    @Override
    boolean write(Moment moment, BinaryOutput out) {
        if (moment.infinite() != 0) {
            out.addInt(moment.infinite() > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE);
            return true;
        }
        if (moment.days() < FIRST || moment.days() >= END) {
            throw Misfit.range("a date beyond what it can hold");
        }
        out.addInt((int) moment.days());
        return !moment.hasTime();
    }

    @Override
    void read(byte[] bytes, int offset, MomentText text) {
        int days = BinaryOutput.intAt(bytes, offset);
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
            text.infinity(days > 0);
        } else {
            text.date(days).era();
        }
    }
}
