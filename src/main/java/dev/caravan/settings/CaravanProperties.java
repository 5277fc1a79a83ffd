package dev.caravan.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What {@code config/caravan.properties} says of Caravan itself, and the settings it holds for migrations.
 *
 * @param file as it was named, for messages
 * @param batch records a chunk, where a pipeline does not say
 * @param workers the most partitions at once, where a pipeline does not say
 * @param recordMaxBytes the largest record that is read; a larger one is rejected
 * @param retryAttempts how often a transient failure is tried again before a pipeline stops
 * @param retryBackoff the pause before the first of these, doubled for each next
 * @param progressEvery the time between two progress lines without a terminal
 * @param console how the console is served
 * @param serve how the long-running process works
 * @param settings every key that does not begin with {@code caravan.} or {@code camel.}: values for placeholders
 */
public record CaravanProperties(
        String file,
        int batch,
        int workers,
        int recordMaxBytes,
        int retryAttempts,
        Duration retryBackoff,
        Duration progressEvery,
        ConsoleSettings console,
        ServeSettings serve,
        Map<String, String> settings) {
    public CaravanProperties {
        settings = Map.copyOf(settings);
    }

    /** What holds without a file. */
    public static CaravanProperties defaults() {
        return new PropertiesReader(Path.of("config", "caravan.properties"), "").read();
    }

    /**
     * Reads a file; every key may be absent.
     *
     * @throws dev.caravan.model.CaravanException FILE_INVALID with every mistake of the file, also when it is missing
     */
    public static CaravanProperties load(Path file) {
        return new PropertiesReader(file, FileText.read(file).text()).read();
    }
}
