package dev.caravan.embedding;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A model that is built in.
 *
 * @param name as in migration files
 * @param version changes when the numbers may change
 * @param dimension how many numbers a vector has
 * @param limit how many tokens of a text it reads; what follows does not count
 * @param network its file on the class path
 * @param tokenizer the same of what cuts texts into tokens
 */
record EmbeddingModel(String name, String version, int dimension, int limit, String network, String tokenizer) {
    private static final String VERSION = "1.20.0-beta30";

    /** A new model is one more line here, and in the settings' list of names. */
    private static final List<EmbeddingModel> ALL = List.of(
            new EmbeddingModel(
                    "all-minilm-l6-v2", VERSION, 384, 256, "all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json"),
            new EmbeddingModel(
                    "all-minilm-l6-v2-q",
                    VERSION,
                    384,
                    256,
                    "all-minilm-l6-v2-q.onnx",
                    "all-minilm-l6-v2-q-tokenizer.json"));

    /** @throws CaravanException FILE_INVALID at {@code where}, which lists those there are */
    static EmbeddingModel of(String name, String where) {
        return ALL.stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CaravanException(
                        ErrorCode.FILE_INVALID,
                        where,
                        "there is no embedding model '" + name + "'; built in are "
                                + ALL.stream().map(EmbeddingModel::name).collect(Collectors.joining(", "))));
    }
}
