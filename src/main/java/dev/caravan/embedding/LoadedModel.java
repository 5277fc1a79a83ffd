package dev.caravan.embedding;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A model in memory, ready to compute. Safe for use by several threads: each computes on its own. */
final class LoadedModel implements AutoCloseable {
    private final EmbeddingModel model;
    private final HuggingFaceTokenizer tokenizer;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private LoadedModel(
            EmbeddingModel model, HuggingFaceTokenizer tokenizer, OrtEnvironment environment, OrtSession session) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.environment = environment;
        this.session = session;
    }

    /** The network goes by a file, which the runtime reads outside the Java heap; the file is gone afterwards. */
    static LoadedModel load(EmbeddingModel model) {
        // The tokenizer's library would ask the network for news otherwise
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        try (InputStream network = resource(model.network());
                InputStream tokens = resource(model.tokenizer())) {
            Path file = Files.createTempFile("caravan-model", ".onnx");
            try {
                Files.copy(network, file, StandardCopyOption.REPLACE_EXISTING);
                OrtEnvironment environment = OrtEnvironment.getEnvironment();
                return new LoadedModel(model, tokenizer(model, tokens), environment, session(environment, file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException | OrtException | UnsatisfiedLinkError e) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED,
                    model.name(),
                    "the embedding model could not be loaded: " + e.getMessage()
                            + "; it needs room for its files in " + System.getProperty("java.io.tmpdir")
                            + " and the home folder",
                    e);
        }
    }

    /** The vector of one text; counts it in {@code cut} when it is longer than the model reads. */
    byte[] vector(String text, AtomicLong cut) throws OrtException {
        Encoding tokens = tokenizer.encode(text, true, false);
        if (tokens.exceedMaxLength()) {
            cut.incrementAndGet();
        }
        try (OnnxTensor ids = tensor(tokens.getIds());
                OnnxTensor mask = tensor(tokens.getAttentionMask());
                OnnxTensor types = tensor(tokens.getTypeIds());
                OrtSession.Result result =
                        session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            return pooled(((OnnxTensor) result.get(0)).getFloatBuffer(), tokens.getIds().length);
        }
    }

    @Override
    public void close() {
        tokenizer.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new CaravanException(ErrorCode.INTERNAL, model.name(), "the model could not be given back", e);
        }
    }

    /** The mean over all tokens, brought to length 1. */
    private byte[] pooled(FloatBuffer states, int tokens) {
        double[] mean = new double[model.dimension()];
        for (int token = 0; token < tokens; token++) {
            for (int index = 0; index < mean.length; index++) {
                mean[index] += states.get();
            }
        }
        double length = 0;
        for (double number : mean) {
            length += number * number;
        }
        length = Math.sqrt(length);
        ByteBuffer vector = ByteBuffer.allocate(mean.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double number : mean) {
            vector.putFloat((float) (number / length));
        }
        return vector.array();
    }

    private OnnxTensor tensor(long[] numbers) throws OrtException {
        return OnnxTensor.createTensor(environment, new long[][] {numbers});
    }

    private static OrtSession session(OrtEnvironment environment, Path file) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            // Without its own arena the runtime gives memory back after each text
            options.setCPUArenaAllocator(false);
            return environment.createSession(file.toString(), options);
        }
    }

    private static HuggingFaceTokenizer tokenizer(EmbeddingModel model, InputStream tokens) throws IOException {
        String limit = Integer.toString(model.limit());
        return HuggingFaceTokenizer.newInstance(
                tokens, Map.of("padding", "false", "truncation", "true", "maxLength", limit, "modelMaxLength", limit));
    }

    private static InputStream resource(String name) throws IOException {
        InputStream found = LoadedModel.class.getResourceAsStream("/" + name);
        if (found == null) {
            throw new FileNotFoundException(name + " is not among the libraries");
        }
        return found;
    }
}
