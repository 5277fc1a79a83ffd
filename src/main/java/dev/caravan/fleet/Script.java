package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Small programs for a host's POSIX shell. Nothing is installed: the text goes with each call. */
enum Script {
    ARM,
    BOOT,
    CONFIRM,
    END,
    FORGET,
    ONCE;

    private final String text;

    Script() {
        String name = name().toLowerCase(java.util.Locale.ROOT) + ".sh";
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            text = new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The line that runs it with these arguments. */
    String line(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", text, "caravan"));
        words.addAll(arguments);
        return Quoter.line(words);
    }
}
