package dev.caravan.verifier;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Reads one chunk on a thread of its own while another is worked on. Used by one thread, but for the reading itself. */
final class ReadAhead implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private ExecutorService thread;
    private Future<Chunk> chunk;

    boolean isUnderWay() {
        return chunk != null;
    }

    void begin(Callable<Chunk> reading) {
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(work -> {
                Thread made = new Thread(work, "verify-read-ahead");
                made.setDaemon(true);
                return made;
            });
        }
        chunk = thread.submit(reading);
    }

    /** Waits for what was begun; throws what the reading threw. */
    Chunk take() {
        Future<Chunk> begun = chunk;
        chunk = null;
        try {
            return begun.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.ABORTED, "verification", "interrupted; run it again", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new CaravanException(ErrorCode.INTERNAL, "verification", "reading failed; report this", e.getCause());
        }
    }

    /** Waits for what was begun, and forgets it. */
    void drop() {
        if (chunk != null) {
            try {
                take();
            } catch (RuntimeException nobodyWantsItAnyMore) {
                chunk = null;
            }
        }
    }

    @Override
    public void close() {
        if (thread == null) {
            return;
        }
        thread.shutdown();
        try {
            thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
        chunk = null;
    }
}
