package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.repository.Database;
import dev.caravan.repository.Run;
import dev.caravan.repository.Runs;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the file of a migration was when it was last run, and with which settings, so that a verb can name the migration
 * alone. Settings that hold secrets are not kept: they must be given again.
 *
 * @param folder the working folder, where relative paths of data began
 * @param settings by name
 * @param withheld the names of those that were not kept
 */
record Remembered(Path file, Path folder, Map<String, String> settings, List<String> withheld) {
    private static final String FILE = "file";
    private static final String FOLDER = "folder";
    private static final String SETTINGS = "settings";
    private static final String WITHHELD = "withheld";

    /** What a run keeps of it among its facts. */
    static ObjectNode facts(Migration migration, FileOptions given) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put(FILE, migration.file().toAbsolutePath().normalize().toString());
        facts.put(FOLDER, given.working().toAbsolutePath().toString());
        ObjectNode settings = facts.putObject(SETTINGS);
        ArrayNode withheld = facts.putArray(WITHHELD);
        given.settings().forEach((name, value) -> {
            if (value.equals(migration.settings().get(name))) {
                settings.put(name, value);
            } else {
                withheld.add(name);
            }
        });
        return facts;
    }

    /** What the last run of this migration kept; nothing where the state does not know it. */
    static Optional<Remembered> of(Path state, String migration) {
        if (!Database.existsIn(state)) {
            return Optional.empty();
        }
        try (Database database = Database.open(state, Clock.systemUTC())) {
            return new Runs(database, Clock.systemUTC())
                    .latest(migration)
                    .map(Run::facts)
                    .flatMap(Remembered::of);
        }
    }

    /**
     * Its settings, with those that were typed now before them.
     *
     * @throws CaravanException USAGE when one that was not kept is not given again
     */
    Map<String, String> with(Map<String, String> typed) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putAll(typed);
        List<String> lacking =
                withheld.stream().filter(name -> !typed.containsKey(name)).toList();
        if (!lacking.isEmpty()) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    "--set " + lacking.get(0),
                    "holds a secret, which is not kept from run to run; give it again");
        }
        return all;
    }

    /** The same folder, as messages show it best: nothing where it is this process's own. */
    Path working() {
        return folder.equals(here()) ? Path.of("") : folder;
    }

    private static Path here() {
        return Path.of("").toAbsolutePath();
    }

    private static Optional<Remembered> of(JsonNode facts) {
        if (!facts.path(FILE).isTextual()) {
            return Optional.empty();
        }
        Map<String, String> settings = new LinkedHashMap<>();
        facts.path(SETTINGS)
                .properties()
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
        List<String> withheld = new ArrayList<>();
        facts.path(WITHHELD).forEach(name -> withheld.add(name.asText()));
        return Optional.of(new Remembered(
                Path.of(facts.path(FILE).asText()), Path.of(facts.path(FOLDER).asText()), settings, withheld));
    }
}
