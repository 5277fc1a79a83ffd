package dev.caravan.settings;

import dev.caravan.model.Pipeline.Export;
import dev.caravan.model.SystemSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@code export:}. */
final class ExportReader {
    private static final List<String> CHOICES = List.of("table", "tables", "files", "collections", "keys");

    /** What can be chosen from each kind of system. */
    private static final Map<String, List<String>> CHOICES_OF = Map.of(
            "files", List.of("files"),
            "sqlite", List.of("table", "tables"),
            "postgresql", List.of("table", "tables"),
            "jdbc", List.of("table", "tables"),
            "redis", List.of("keys"),
            "chroma", List.of("collections"),
            "http", List.of());

    private final SystemNames systems;
    private final Built built;

    ExportReader(SystemNames systems, Built built) {
        this.systems = systems;
        this.built = built;
    }

    Export read(Section export) {
        SystemSettings from = systems.find(export.at("from"));
        if (export.isMap()) {
            checkChoice(export, from);
            checkKey(export);
            checkTables(export.at("tables"));
            built.refuse(export.at("where"));
        }
        List<String> tables = new ArrayList<>(export.texts("tables"));
        tables.addAll(export.texts("collections"));
        if (export.text("table") != null) {
            tables.add(0, export.text("table"));
        }
        return new Export(from, tables, export.texts("files"), export.texts("key"), export.flag("watch"));
    }

    private static void checkChoice(Section export, SystemSettings from) {
        List<String> chosen = CHOICES.stream().filter(export::has).toList();
        List<String> allowed = from == null ? CHOICES : CHOICES_OF.get(from.kind());
        if (allowed.isEmpty()) {
            export.at("from").mistake("a system of kind '" + from.kind() + "' has no records to export; name another");
        } else if (chosen.isEmpty()) {
            export.lacks("'export' does not say what to read; add " + String.join(" or ", allowed));
        } else if (chosen.size() > 1) {
            export.mistakeAtKey("'export' holds " + String.join(" and ", chosen) + "; keep one of them");
        } else if (!allowed.contains(chosen.get(0))) {
            export.at(chosen.get(0))
                    .mistakeAtKey("'" + chosen.get(0) + "' has no meaning for a system of kind '" + from.kind()
                            + "'; use " + String.join(" or ", allowed));
        }
    }

    private static void checkKey(Section export) {
        if (export.has("key") && !export.has("table")) {
            export.at("key").mistakeAtKey("'key' belongs to a single 'table'; take it out");
        }
        if (export.has("watch") && !export.has("files")) {
            export.at("watch").mistakeAtKey("'watch' belongs to 'files'; take it out");
        }
    }

    private static void checkTables(Section tables) {
        List<String> seen = new ArrayList<>();
        for (Section table : tables.elements()) {
            if (seen.contains(table.text())) {
                table.mistake("table '" + table.text() + "' stands in the list twice; keep one");
            }
            seen.add(table.text());
        }
    }
}
