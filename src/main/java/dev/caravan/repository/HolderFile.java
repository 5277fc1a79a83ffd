package dev.caravan.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** The text of a lock file. Only for processes that do not hold the lock: reading the file would give it back. */
final class HolderFile {
    private HolderFile() {}

    static String text(Holder holder) {
        Json json = new Json();
        return json.text(json.object()
                        .put("pid", holder.pid())
                        .put("host", holder.host())
                        .put("verb", holder.verb())
                        .put("migration", holder.migration())
                        .put("since", holder.since().toString()))
                + "\n";
    }

    /**
     * Who is named in the file and has not ended, as far as this host can tell. To try the lock would be surer, but
     * would refuse a run that begins in the same moment.
     */
    static Optional<Holder> living(Path file) {
        return read(file).filter(holder -> !holder.host().equals(Holder.thisHost()) || lives(holder));
    }

    private static boolean lives(Holder holder) {
        // This process does not hold it, or it would not read: a dead one had the same number
        return holder.pid() != ProcessHandle.current().pid() && Holder.lives(holder.pid(), holder.since());
    }

    private static Optional<Holder> read(Path file) {
        try {
            JsonNode text = new Json().tree(new String(Files.readAllBytes(file), UTF_8));
            return Optional.of(new Holder(
                    text.required("pid").asLong(),
                    text.required("host").asText(),
                    text.required("verb").asText(),
                    text.required("migration").asText(),
                    Instant.parse(text.required("since").asText())));
        } catch (IOException | IllegalArgumentException | DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
