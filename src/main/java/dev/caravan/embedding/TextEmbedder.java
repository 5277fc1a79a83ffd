package dev.caravan.embedding;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Computes vectors of texts. The model is loaded with the first one. The same text gives the same numbers on the same kind of
 * processor. Safe for use by several threads, which share a bounded pool.
 */
public final class TextEmbedder implements AutoCloseable {
    private final EmbeddingModel model;
    private final int threads;
    private final AtomicLong cut = new AtomicLong();
    private ExecutorService pool;
    private LoadedModel loaded;

    /**
     * An embedder on as many threads as there are processors.
     *
     * @param model a built-in model's name
     * @param where file:line:column, for errors
     * @throws CaravanException FILE_INVALID when there is no such model
     */
    public TextEmbedder(String model, String where) {
        this(model, where, Runtime.getRuntime().availableProcessors());
    }

    /** The same on this many threads. */
    public TextEmbedder(String model, String where, int threads) {
        this.model = EmbeddingModel.of(model, where);
        this.threads = threads;
    }

    /** The model's name and version, as they are recorded with what it computed. */
    public String name() {
        return model.name() + " " + model.version();
    }

    /** How many tokens of a text the model reads. */
    public int limit() {
        return model.limit();
    }

    /** How many of the texts so far were longer. */
    public long cut() {
        return cut.get();
    }

    /** What {@code embed:} says, and the model's version and dimension. */
    public ObjectNode describe(Pipeline.Embed embed) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("text", embed.text())
                .put("model", model.name())
                .put("version", model.version())
                .put("dimension", model.dimension());
    }

    /**
     * The vectors of some texts, in their order; each of length 1, numbers of 32 bits, little-endian.
     *
     * @throws CaravanException IO_FAILED when the model cannot be loaded or fails, ABORTED on an interrupt
     */
    public List<byte[]> embed(List<String> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        LoadedModel ready = load();
        List<Callable<byte[]>> work = new ArrayList<>();
        texts.forEach(text -> work.add(() -> ready.vector(text, cut)));
        List<byte[]> vectors = new ArrayList<>();
        try {
            for (Future<byte[]> vector : pool.invokeAll(work)) {
                vectors.add(vector.get());
            }
            return vectors;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.ABORTED, name(), "interrupted; run it again to go on", e);
        } catch (ExecutionException e) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED, name(), "the model failed on a text: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.shutdownNow();
            pool = null;
        }
        if (loaded != null) {
            loaded.close();
            loaded = null;
        }
    }

    private synchronized LoadedModel load() {
        if (loaded == null) {
            loaded = LoadedModel.load(model);
            pool = Executors.newFixedThreadPool(threads, work -> {
                Thread thread = new Thread(work, "embedding");
                thread.setDaemon(true);
                return thread;
            });
        }
        return loaded;
    }
}
