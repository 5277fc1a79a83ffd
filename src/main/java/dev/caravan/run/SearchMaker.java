package dev.caravan.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.NearestNeighbours;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.verifier.SearchCheck;
import dev.caravan.verifier.SearchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Makes the check {@code search} of a pipeline. */
final class SearchMaker {
    private static final int QUERIES = 20;
    private static final int TOP = 5;
    private static final double RECALL = 0.95;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Pipeline pipeline;
    private final SystemKind from;
    private final Destination into;

    SearchMaker(Pipeline pipeline, SystemKind from, Destination into) {
        this.pipeline = pipeline;
        this.from = from;
        this.into = into;
    }

    SystemCheck make(Pipeline.Check check) {
        SystemSettings source = pipeline.export().from();
        SystemSettings target = into.into().into();
        Supplier<NearestNeighbours> there = () -> into.kind()
                .neighbours(target)
                .orElseThrow(() -> new CaravanException(
                        ErrorCode.NOT_BUILT,
                        target.place(),
                        target.kind() + " searches no vectors; take 'search' out of 'verify'"));
        return new SearchCheck(
                options(check.options()),
                tables(),
                () -> from.neighbours(source).orElse(null),
                there,
                new SecureRandom(),
                System::nanoTime);
    }

    private List<SearchOptions.Tables> tables() {
        List<String> exported = pipeline.export().tables();
        String table = into.into().table();
        return table.isEmpty()
                ? exported.stream()
                        .map(one -> new SearchOptions.Tables(List.of(one), List.of(one)))
                        .toList()
                : List.of(new SearchOptions.Tables(exported, List.of(table.split(","))));
    }

    private static SearchOptions options(JsonNode written) {
        JsonNode options = written == null ? JSON.createObjectNode() : written;
        return new SearchOptions(
                options.path("queries").asInt(QUERIES),
                options.path("top").asInt(TOP),
                options.path("recall").asDouble(RECALL),
                options.path("distance").asDouble(Double.POSITIVE_INFINITY),
                share(options.path("accept").asText("100%")),
                options.hasNonNull("vectors")
                        ? vectors(Path.of(options.path("vectors").asText()))
                        : Map.of());
    }

    private static double share(String percent) {
        return Double.parseDouble(percent.replace("%", "").strip()) / 100;
    }

    /** Vectors by name in an object, or without names in an array. */
    private static Map<String, float[]> vectors(Path file) {
        try {
            JsonNode tree = JSON.readTree(file.toFile());
            Map<String, float[]> vectors = new LinkedHashMap<>();
            if (tree.isObject()) {
                tree.properties().forEach(one -> vectors.put(one.getKey(), vector(file, one.getValue())));
            } else {
                tree.forEach(one ->
                        vectors.put(String.format(Locale.ROOT, "query %03d", vectors.size() + 1), vector(file, one)));
            }
            if (vectors.isEmpty()) {
                throw broken(file, null);
            }
            return vectors;
        } catch (IOException e) {
            throw broken(file, e);
        }
    }

    private static float[] vector(Path file, JsonNode numbers) {
        float[] vector = new float[numbers.size()];
        for (int index = 0; index < vector.length; index++) {
            if (!numbers.get(index).isNumber()) {
                throw broken(file, null);
            }
            vector[index] = numbers.get(index).floatValue();
        }
        return vector;
    }

    private static CaravanException broken(Path file, IOException cause) {
        return new CaravanException(
                ErrorCode.FILE_INVALID,
                file.toString(),
                "this file of 'search: vectors' holds no vectors; write a JSON array of arrays of numbers, or an object of them",
                cause);
    }
}
