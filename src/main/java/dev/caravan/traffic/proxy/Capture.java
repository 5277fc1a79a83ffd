package dev.caravan.traffic.proxy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Keeps what passes of a body, up to a limit; of a longer one its digest and length. To be used by one thread. */
final class Capture {
    private static final byte[] NOTHING = {};

    private final int limit;
    private Buffer body;
    private boolean joined;
    private long length;
    private MessageDigest digest;

    Capture(int limit) {
        this.limit = limit;
    }

    /** The same stream, whose parts are kept as they pass. */
    ReadStream<Buffer> tap(ReadStream<Buffer> source) {
        return new Tapped(source);
    }

    void add(Buffer part) {
        length += part.length();
        if (length > limit) {
            digest(part);
        } else if (body == null) {
            body = part;
        } else {
            // The first part goes on its way as it is; only a copy may grow
            body = joined ? body : body.copy();
            joined = true;
            body.appendBuffer(part);
        }
    }

    private void digest(Buffer part) {
        if (digest == null) {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
            digest.update(body == null ? NOTHING : body.getBytes());
            body = null;
        }
        digest.update(part.getBytes());
    }

    boolean cut() {
        return digest != null;
    }

    long length() {
        return length;
    }

    /** The body, or its digest when it is cut; to be called once, at the end. */
    byte[] bytes() {
        return cut() ? digest.digest() : body == null ? NOTHING : body.getBytes();
    }

    private final class Tapped implements ReadStream<Buffer> {
        private final ReadStream<Buffer> source;

        Tapped(ReadStream<Buffer> source) {
            this.source = source;
        }

        @Override
        public ReadStream<Buffer> handler(Handler<Buffer> handler) {
            source.handler(
                    handler == null
                            ? null
                            : part -> {
                                add(part);
                                handler.handle(part);
                            });
            return this;
        }

        @Override
        public ReadStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
            source.exceptionHandler(handler);
            return this;
        }

        @Override
        public ReadStream<Buffer> endHandler(Handler<Void> handler) {
            source.endHandler(handler);
            return this;
        }

        @Override
        public ReadStream<Buffer> pause() {
            source.pause();
            return this;
        }

        @Override
        public ReadStream<Buffer> resume() {
            source.resume();
            return this;
        }

        @Override
        public ReadStream<Buffer> fetch(long amount) {
            source.fetch(amount);
            return this;
        }
    }
}
