package dev.caravan.bench;

import dev.caravan.embedding.TextEmbedder;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Vectors of made-up texts of twenty words, a program of its own: by Caravan's room, or by the bare library. */
final class EmbeddingWork {
    private static final int WORDS = 20;
    private static final int CHUNK = 500;
    private static final String[] VOCABULARY =
            ("the a of and route config error user agent please test value field memory context window session token cluster"
                            + " schema index vector search query result summary note plan review commit branch garden bread")
                    .split(" ");

    private EmbeddingWork() {}

    /**
     * Computes, and prints how many vectors, then in how many seconds; the model is loaded before.
     *
     * @param arguments {@code caravan} or {@code library}, how many texts, how many threads
     */
    public static void main(String[] arguments) {
        List<String> texts = texts(Integer.parseInt(arguments[1]));
        int threads = Integer.parseInt(arguments[2]);
        if (arguments[0].equals("caravan")) {
            caravan(texts, threads);
        } else {
            library(texts, threads);
        }
    }

    private static void caravan(List<String> texts, int threads) {
        try (TextEmbedder embedder = new TextEmbedder("all-minilm-l6-v2-q", "bench", threads)) {
            embedder.embed(texts.subList(0, Math.min(texts.size(), 50)));
            long began = System.nanoTime();
            int done = 0;
            for (int from = 0; from < texts.size(); from += CHUNK) {
                done += embedder.embed(texts.subList(from, Math.min(texts.size(), from + CHUNK)))
                        .size();
            }
            print(done, began);
        }
    }

    private static void library(List<String> texts, int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            AllMiniLmL6V2QuantizedEmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel(pool);
            model.embedAll(segments(texts.subList(0, Math.min(texts.size(), 50))));
            long began = System.nanoTime();
            int done = 0;
            for (int from = 0; from < texts.size(); from += CHUNK) {
                List<TextSegment> some = segments(texts.subList(from, Math.min(texts.size(), from + CHUNK)));
                done += model.embedAll(some).content().size();
            }
            print(done, began);
        } finally {
            pool.shutdownNow();
        }
    }

    private static void print(int done, long began) {
        System.out.printf(Locale.ROOT, "%d %.6f%n", done, (System.nanoTime() - began) / 1e9);
    }

    private static List<TextSegment> segments(List<String> texts) {
        return texts.stream().map(TextSegment::from).toList();
    }

    private static List<String> texts(int count) {
        Random random = new Random(20);
        List<String> texts = new ArrayList<>();
        for (int text = 0; text < count; text++) {
            StringBuilder words = new StringBuilder();
            for (int word = 0; word < WORDS; word++) {
                words.append(word == 0 ? "" : " ").append(VOCABULARY[random.nextInt(VOCABULARY.length)]);
            }
            texts.add(words.toString());
        }
        return texts;
    }
}
