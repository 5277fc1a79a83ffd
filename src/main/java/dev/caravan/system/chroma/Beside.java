package dev.caravan.system.chroma;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs calls beside the thread that begins them. Safe for use by several threads. */
final class Beside implements AutoCloseable {
    private final ExecutorService threads;

    /** @param name of the threads; there are as many as there are calls at once */
    Beside(String name) {
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins a call; answers what waits for its end, as often as it is run, and throws what the call has thrown. */
    Runnable begin(Runnable call) {
        CompletableFuture<Void> running = CompletableFuture.runAsync(call, threads);
        return () -> {
            try {
                running.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : e;
            }
        };
    }

    /** Begins nothing any more; what has begun goes on. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
