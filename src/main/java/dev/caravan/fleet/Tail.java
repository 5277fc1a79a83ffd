package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;

/** Keeps the end of what is written to it. Safe for use by several threads. */
final class Tail extends OutputStream {
    private final byte[] ring;
    private long written;

    Tail(int bytes) {
        ring = new byte[bytes];
    }

    @Override
    public synchronized void write(int b) {
        ring[(int) (written++ % ring.length)] = (byte) b;
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
        for (int i = Math.max(0, length - ring.length); i < length; i++) {
            write(bytes[from + i]);
        }
    }

    synchronized String text() {
        int kept = (int) Math.min(written, ring.length);
        byte[] bytes = new byte[kept];
        for (int i = 0; i < kept; i++) {
            bytes[i] = ring[(int) ((written - kept + i) % ring.length)];
        }
        return new String(bytes, UTF_8);
    }
}
