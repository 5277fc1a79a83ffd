package dev.caravan.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import net.openhft.hashing.LongHashFunction;

/** Reads a kept position and refuses whatever is not exactly what {@link StateOutput} wrote. */
final class StateInput {
    private final String where;
    private final ByteBuffer buffer;

    /**
     * Checks the whole.
     *
     * @throws CaravanException STATE_UNUSABLE when it is cut, changed or of another version
     */
    StateInput(String pipeline, byte[] state) {
        where = pipeline + " verification";
        int length = state.length - StateOutput.CHECKSUM_BYTES;
        if (length < Long.BYTES) {
            throw broken("it has only " + state.length + " bytes");
        }
        buffer = ByteBuffer.wrap(state, 0, length);
        if (buffer.getLong() != StateOutput.MAGIC) {
            throw broken("it is of another version");
        }
        if (LongHashFunction.xx3().hashBytes(state, 0, length)
                != ByteBuffer.wrap(state).getLong(length)) {
            throw broken("its checksum does not fit");
        }
    }

    long number() {
        need(Long.BYTES);
        return buffer.getLong();
    }

    int small() {
        need(Integer.BYTES);
        return buffer.getInt();
    }

    boolean flag() {
        need(1);
        return buffer.get() != 0;
    }

    String text() {
        return new String(bytes(), UTF_8);
    }

    byte[] bytes() {
        int length = small();
        need(length);
        byte[] value = new byte[length];
        buffer.get(value);
        return value;
    }

    <T> List<T> list(Supplier<T> reader) {
        int size = small();
        need(size);
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(reader.get());
        }
        return values;
    }

    /** Says that nothing may follow. */
    void end() {
        if (buffer.hasRemaining()) {
            throw broken(buffer.remaining() + " bytes are left over");
        }
    }

    CaravanException broken(String what) {
        return new CaravanException(
                ErrorCode.STATE_UNUSABLE,
                where,
                "the kept position cannot be used: " + what + "; drop it and verify from the start");
    }

    private void need(int length) {
        if (length < 0 || length > buffer.remaining()) {
            throw broken("it ends too early");
        }
    }
}
