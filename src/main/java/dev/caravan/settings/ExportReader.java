package dev.caravan.settings;

import dev.caravan.model.CopiedTable;
import dev.caravan.model.Pipeline.Export;
import dev.caravan.model.Pipeline.Phrases;
import dev.caravan.model.SystemSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** Kinds whose snapshots stand in a form that a source reads. */
    private static final List<String> COPIES_READ = List.of("files", "sqlite");

    /** A part of a key pattern; what is behind a backslash has no meaning. */
    private static final Pattern PART = Pattern.compile("\\\\.|\\{([A-Za-z_][A-Za-z0-9_]*)\\*?\\}");

    private final SystemNames systems;
    private final Built built;
    private final Folders folders;

    ExportReader(SystemNames systems, Built built, Folders folders) {
        this.folders = folders;
        this.systems = systems;
        this.built = built;
    }

    Export read(Section export) {
        SystemSettings from = systems.find(export.at("from"));
        if (export.isMap()) {
            checkChoice(export, from);
            checkKey(export);
            checkKeys(export.at("keys"));
            built.refuse(export.at("where"));
        }
        List<CopiedTable> copies = new CopiedTablesReader().read(export.at("tables"));
        List<String> tables =
                new ArrayList<>(copies.stream().map(CopiedTable::table).toList());
        tables.addAll(export.texts("collections"));
        if (export.has("keys")) {
            tables.add(keys(export.at("keys")));
        }
        if (export.text("table") != null) {
            tables.add(0, export.text("table"));
        }
        boolean plain = copies.stream().allMatch(CopiedTable::isPlain);
        return new Export(
                from,
                tables,
                export.texts("files"),
                export.texts("key"),
                export.flag("watch"),
                plain ? List.of() : copies,
                phrases(export),
                snapshot(export, from),
                types(export));
    }

    /** Keys that are joined to one record have their type by what they are for. */
    private static List<String> types(Section export) {
        if (export.has("types") && (!export.has("keys") || export.at("keys").isMap())) {
            export.at("types").mistakeAtKey("'types' belongs to 'keys' without names; take it out");
        }
        return export.texts("types");
    }

    private static String snapshot(Section export, SystemSettings from) {
        if (export.text("snapshot") == null) {
            return "";
        }
        checkCopyIsRead(export.at("snapshot"), from);
        return export.text("snapshot");
    }

    /** Complains about a copy of a system that no source reads. */
    static void checkCopyIsRead(Section snapshot, SystemSettings from) {
        if (from != null && !COPIES_READ.contains(from.kind())) {
            snapshot.mistakeAtKey("the copy of a system of kind '" + from.kind()
                    + "' cannot be read by a pipeline, only of " + String.join(" or ", COPIES_READ)
                    + "; take it out, and freeze the system before it is read");
        }
    }

    private Optional<Phrases> phrases(Section export) {
        Section phrases = export.at("phrases");
        if (!phrases.isMap()) {
            return Optional.empty();
        }
        if (!export.has("table")) {
            phrases.mistakeAtKey("'phrases' belongs to a single 'table'; take it out");
        }
        boolean links = "links".equals(phrases.text("of"));
        String file = phrases.has("file") ? Objects.requireNonNullElse(folders.data(phrases.at("file")), "") : "";
        return Optional.of(new Phrases(links, phrases.texts("text"), phrases.integer("least", 2), file));
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

    /** All patterns as one text: they make one table together. */
    private static String keys(Section keys) {
        List<String> patterns = new ArrayList<>();
        keys.members()
                .forEach((name, pattern) ->
                        patterns.add(name + "=" + String.valueOf(pattern.text()).replace(" ", "\\ ")));
        if (!keys.isMap()) {
            keys.oneOrMany().stream()
                    .filter(Section::isText)
                    .map(pattern -> pattern.text().replace(" ", "\\ ").replace("=", "\\="))
                    .forEach(patterns::add);
        }
        return String.join(" ", patterns);
    }

    private static void checkKeys(Section keys) {
        List<Section> patterns = keys.isMap() ? List.copyOf(keys.members().values()) : keys.oneOrMany();
        Set<String> first = null;
        for (Section pattern : patterns) {
            Set<String> parts = new TreeSet<>();
            Matcher found = PART.matcher(String.valueOf(pattern.text()));
            while (found.find()) {
                if (found.group(1) != null && !parts.add(found.group(1))) {
                    pattern.mistake(
                            "part '" + found.group(1) + "' stands in the pattern twice; name one of them otherwise");
                }
            }
            if (keys.isMap() && parts.isEmpty()) {
                pattern.mistake(
                        "keys are joined by their parts, and this pattern has none; write it as session:{id}:context");
            } else if (first != null && !first.equals(parts)) {
                pattern.mistake("all patterns need the same parts; here are " + parts + ", the first has " + first);
            }
            first = first == null ? parts : first;
        }
    }
}
