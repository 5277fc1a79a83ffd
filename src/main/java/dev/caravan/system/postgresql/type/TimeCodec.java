package dev.caravan.system.postgresql.type;

/** {@code time} and {@code time with time zone}; the latter keeps its zone. */
final class TimeCodec extends MomentCodec {
    private final boolean zoned;

    TimeCodec(boolean zoned, int precision) {
        super(zoned ? "23:59:59.5+02:00" : "23:59:59.5", false, precision);
        this.zoned = zoned;
    }

    @Override
    boolean write(Moment moment, BinaryOutput out) {
        out.addLong(moment.micros());
        if (zoned) {
            // The server counts westwards
            out.addInt(-moment.zone());
        }
        return zoned == moment.hasZone();
    }

    @Override
    void read(byte[] bytes, int offset, MomentText text) {
        text.time(BinaryOutput.longAt(bytes, offset));
        if (zoned) {
            text.zone(-BinaryOutput.intAt(bytes, offset + Long.BYTES));
        }
    }
}
