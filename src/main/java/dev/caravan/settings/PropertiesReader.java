package dev.caravan.settings;

import dev.caravan.model.Durations;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads {@code caravan.properties} with the place of each key. Used once. */
final class PropertiesReader {
    private static final String OWN = "caravan.";
    private static final String CAMEL = "camel.";
    private static final String BATCH = "caravan.batch";
    private static final String WORKERS = "caravan.workers";
    private static final String RECORD_MAX_BYTES = "caravan.record.max-bytes";
    private static final String RETRY_ATTEMPTS = "caravan.retry.attempts";
    private static final String RETRY_BACKOFF = "caravan.retry.backoff";
    private static final String PROGRESS_EVERY = "caravan.progress.every";
    private static final String INBOX = "caravan.serve.inbox";
    private static final String RUNS = "caravan.serve.runs";
    private static final String SETTLE = "caravan.serve.settle";
    private static final String PATIENCE = "caravan.serve.patience";
    private static final List<String> KNOWN = Stream.concat(
                    Stream.of(
                            INBOX,
                            RUNS,
                            SETTLE,
                            PATIENCE,
                            BATCH,
                            WORKERS,
                            RECORD_MAX_BYTES,
                            RETRY_ATTEMPTS,
                            RETRY_BACKOFF,
                            PROGRESS_EVERY),
                    ConsoleReader.KNOWN.stream())
            .toList();

    private final Path file;
    private final String text;
    private final Mistakes mistakes;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Place> places = new HashMap<>();

    PropertiesReader(Path file, String text) {
        this.file = file;
        this.text = text;
        this.mistakes = new Mistakes(file.toString());
    }

    CaravanProperties read() {
        logicalLines().forEach(this::entry);
        values.keySet().stream()
                .filter(key -> key.startsWith(OWN) && !KNOWN.contains(key))
                .forEach(key -> mistakes.at(places.get(key), Nearest.unknown("key", key, KNOWN)));
        CaravanProperties read = new CaravanProperties(
                file.toString(),
                number(BATCH, 10_000, 1_000_000),
                number(WORKERS, 2, 64),
                number(RECORD_MAX_BYTES, 16 << 20, 1 << 29),
                number(RETRY_ATTEMPTS, 8, 1000),
                time(RETRY_BACKOFF, "200ms"),
                time(PROGRESS_EVERY, "2s"),
                new ConsoleReader(this, folder()).read(),
                serve(),
                settings());
        mistakes.raise();
        return read;
    }

    /** Each line that holds a key, with the lines that continue it. */
    private Map<Place, String> logicalLines() {
        Map<Place, String> lines = new TreeMap<>();
        Place start = null;
        int number = 0;
        for (String line : text.split("\r\n|\n|\r", -1)) {
            number++;
            String content = line.stripLeading();
            boolean comment = start == null && (content.startsWith("#") || content.startsWith("!"));
            if (comment || (start == null && content.isEmpty())) {
                continue;
            }
            start = start == null ? new Place(number, 1 + line.length() - content.length()) : start;
            lines.merge(start, line, (before, more) -> before + "\n" + more);
            start = isContinued(line) ? start : null;
        }
        return lines;
    }

    private static boolean isContinued(String line) {
        int backslashes = line.length() - line.replaceFirst("\\\\+$", "").length();
        return backslashes % 2 == 1;
    }

    private void entry(Place place, String line) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(line));
        } catch (IllegalArgumentException e) {
            mistakes.at(place, "a '\\u' without four hexadecimal digits; correct it, or write '\\\\u'");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        one.stringPropertyNames().forEach(key -> {
            if (values.put(key, one.getProperty(key).strip()) != null) {
                mistakes.at(
                        place, "key '" + key + "' stands twice, first at " + places.get(key) + "; keep one of them");
            }
            places.putIfAbsent(key, place);
        });
    }

    /** The value of a key; empty when it is left out. */
    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** A complaint at a key; at the beginning of the file when the key is left out. */
    void mistake(String key, String text) {
        mistakes.at(places.getOrDefault(key, Place.START), text);
    }

    private ServeSettings serve() {
        String inbox = value(INBOX).filter(text -> !text.isEmpty()).orElse("inbox");
        return new ServeSettings(Path.of(inbox), number(RUNS, 2, 64), time(SETTLE, "2s"), time(PATIENCE, "1m"));
    }

    private Path folder() {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private int number(String key, int usual, int most) {
        return number(key, usual, 1, most);
    }

    int number(String key, int usual, int least, int most) {
        String value = values.get(key);
        if (value == null) {
            return usual;
        }
        if (value.matches("[0-9]{1,10}") && Long.parseLong(value) >= least && Long.parseLong(value) <= most) {
            return Integer.parseInt(value);
        }
        mistakes.at(
                places.get(key),
                "'" + key + "' is '" + Nearest.shown(value) + "'; write a whole number from " + least + " to " + most
                        + ", such as " + usual);
        return usual;
    }

    Duration time(String key, String usual) {
        String value = values.getOrDefault(key, usual);
        Duration time = Durations.parse(value).orElse(Duration.ZERO);
        if (time.isZero()) {
            mistakes.at(
                    places.get(key),
                    "'" + key + "' is '" + Nearest.shown(value) + "'; write a time above zero, such as '" + usual
                            + "'");
        }
        return time;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(values);
        settings.keySet().removeIf(key -> key.startsWith(OWN) || key.startsWith(CAMEL));
        return settings;
    }
}
