package dev.caravan.settings;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.SystemSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads {@code systems:}. */
final class SystemsReader {
    private static final List<String> KINDS =
            List.of("files", "sqlite", "postgresql", "jdbc", "redis", "chroma", "neo4j", "http");

    private static final String FILES = "files";
    private static final String SCHEMA = "schema";
    private static final String MAX_RECORD_BYTES = "max-record-bytes";

    /** Kinds whose address is a path, with the keys that may stand beside it; URLs take any. */
    private static final Map<String, List<String>> LOCAL =
            Map.of(FILES, List.of(MAX_RECORD_BYTES), "sqlite", List.of(SCHEMA));

    private final Folders folders;
    private final Built built;
    private final int usualRecordBytes;

    SystemsReader(Folders folders, Built built, int usualRecordBytes) {
        this.folders = folders;
        this.built = built;
        this.usualRecordBytes = usualRecordBytes;
    }

    Map<String, SystemSettings> read(Section systems) {
        Map<String, SystemSettings> read = new LinkedHashMap<>();
        systems.members().forEach((name, system) -> {
            if (system.isMap()) {
                read.put(name, system(name, system));
            }
        });
        return read;
    }

    private SystemSettings system(String name, Section system) {
        List<String> kinds = KINDS.stream().filter(system::has).toList();
        if (kinds.size() > 1) {
            system.mistakeAtKey("system '" + name + "' has several kinds: " + String.join(", ", kinds) + "; keep one");
            return null;
        }
        if (kinds.isEmpty()) {
            system.lacks("system '" + name + "' has no kind; add one of: " + String.join(", ", KINDS));
            return null;
        }
        String kind = kinds.get(0);
        Section address = system.at(kind);
        built.ask(Built.SYSTEM_KIND, kind, address);
        refuseStrangers(kind, system);
        return new SystemSettings(
                name, kind, address(kind, address), schemaFiles(system), options(kind, system), system.where());
    }

    private String address(String kind, Section address) {
        return LOCAL.containsKey(kind) ? folders.data(address) : address.text();
    }

    private static void refuseStrangers(String kind, Section system) {
        List<String> own = LOCAL.get(kind);
        system.members().forEach((key, value) -> {
            if (own != null && !key.equals(kind) && !own.contains(key) && !KINDS.contains(key)) {
                value.mistakeAtKey("key '" + key + "' has no meaning for a system of kind '" + kind + "'; take it out");
            }
        });
    }

    private List<String> schemaFiles(Section system) {
        return system.at(SCHEMA).oneOrMany().stream()
                .map(folders::configFile)
                .filter(Objects::nonNull)
                .map(Path::toString)
                .toList();
    }

    private ObjectNode options(String kind, Section system) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        if (kind.equals(FILES)) {
            options.put(MAX_RECORD_BYTES, usualRecordBytes);
        }
        system.members().forEach((key, value) -> {
            if (!key.equals(kind) && !key.equals(SCHEMA) && !value.isMissing()) {
                options.set(key, value.node());
            }
        });
        return options;
    }
}
