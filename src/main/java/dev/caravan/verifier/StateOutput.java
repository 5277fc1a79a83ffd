package dev.caravan.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Consumer;
import net.openhft.hashing.LongHashFunction;

/** Writes a kept position; {@link StateInput} reads it. */
final class StateOutput {
    static final long MAGIC = 0x43_41_52_56_52_46_59_01L;
    static final int CHECKSUM_BYTES = Long.BYTES;

    private ByteBuffer buffer = ByteBuffer.allocate(4096).putLong(MAGIC);

    void number(long value) {
        room(Long.BYTES);
        buffer.putLong(value);
    }

    void small(int value) {
        room(Integer.BYTES);
        buffer.putInt(value);
    }

    void flag(boolean value) {
        room(1);
        buffer.put((byte) (value ? 1 : 0));
    }

    void text(String value) {
        bytes(value.getBytes(UTF_8));
    }

    void bytes(byte[] value) {
        small(value.length);
        room(value.length);
        buffer.put(value);
    }

    <T> void list(Collection<T> values, Consumer<T> writer) {
        small(values.size());
        values.forEach(writer);
    }

    /** Everything written, with a checksum at the end. */
    byte[] finish() {
        int length = buffer.position();
        number(LongHashFunction.xx3().hashBytes(buffer.array(), 0, length));
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private void room(int length) {
        if (buffer.remaining() < length) {
            int capacity = Math.max(buffer.capacity() * 2, buffer.position() + length);
            buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), capacity)).position(buffer.position());
        }
    }
}
