package dev.caravan.system.postgresql.type;

/**
 * {@code timestamp} and {@code timestamp with time zone}. The latter is an instant: read as UTC, and a text without a zone is
 * UTC. The former has no zone: a text may name UTC alone, any other zone would be lost.
 */
final class TimestampCodec extends MomentCodec {
    private static final long FIRST = -211_813_488_000_000_000L;
    private static final long END = 9_223_371_331_200_000_000L;

    private final boolean zoned;

    TimestampCodec(boolean zoned, int precision) {
        super(zoned ? "2026-01-31T23:59:59.5Z" : "2026-01-31T23:59:59.5", true, precision);
        this.zoned = zoned;
    }

    @Override
    boolean write(Moment moment, BinaryOutput out) {
        if (moment.infinite() != 0) {
            out.addLong(moment.infinite() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE);
            return true;
        }
        if (!moment.hasTime() || !zoned && moment.zone() != 0) {
            return false;
        }
        long micros = Math.abs(moment.days()) > END / Moment.DAY
                ? Long.MAX_VALUE
                : moment.days() * Moment.DAY + moment.micros() - moment.zone() * 1_000_000L;
        if (micros < FIRST || micros >= END) {
            throw Misfit.range("a time beyond what it can hold");
        }
        out.addLong(micros);
        return true;
    }

    @Override
    void read(byte[] bytes, int offset, MomentText text) {
        long micros = BinaryOutput.longAt(bytes, offset);
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            text.infinity(micros > 0);
            return;
        }
        text.date(Math.floorDiv(micros, Moment.DAY)).separator().time(Math.floorMod(micros, Moment.DAY));
        if (zoned) {
            text.utc();
        }
        text.era();
    }
}
