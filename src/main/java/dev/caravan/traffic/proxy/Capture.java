package dev.caravan.traffic.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Keeps what passes of a body, up to a limit; of a longer one its digest and length. To be used by one thread. */
final class Capture {
    private static final byte[] NOTHING = {};

    private final int limit;
    private byte[] body = NOTHING;
    private long length;
    private MessageDigest digest;

    Capture(int limit) {
        this.limit = limit;
    }

    /** Keeps a part, which stays as it is. */
    void add(ByteBuf part) {
        int more = part.readableBytes();
        if (more == 0) {
            return;
        }
        int before = (int) Math.min(length, limit);
        length += more;
        if (length > limit) {
            digest(part, before);
        } else if (before == 0) {
            body = ByteBufUtil.getBytes(part);
        } else {
            if (length > body.length) {
                body = Arrays.copyOf(body, (int) Math.min(limit, 2 * length));
            }
            part.getBytes(part.readerIndex(), body, before, more);
        }
    }

    private void digest(ByteBuf part, int before) {
        if (digest == null) {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
            digest.update(body, 0, before);
            body = NOTHING;
        }
        digest.update(part.nioBuffer());
    }

    boolean cut() {
        return digest != null;
    }

    long length() {
        return length;
    }

    /** The body, or its digest when it is cut; to be called once, at the end. */
    byte[] bytes() {
        return cut() ? digest.digest() : body.length == length ? body : Arrays.copyOf(body, (int) length);
    }
}
