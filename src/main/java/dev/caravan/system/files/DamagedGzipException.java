package dev.caravan.system.files;

import java.io.IOException;

/** The bytes are not the gzip they began as: what follows cannot be had. Reading again would not help. */
final class DamagedGzipException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long sound;

    /**
     * Damage.
     *
     * @param sound how many uncompressed bytes before the damage can be relied on
     */
    DamagedGzipException(String message, long sound) {
        super(message);
        this.sound = sound;
    }

    long sound() {
        return sound;
    }
}
