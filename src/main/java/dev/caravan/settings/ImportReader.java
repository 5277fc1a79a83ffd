package dev.caravan.settings;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Existing;
import dev.caravan.model.Pipeline.Export;
import dev.caravan.model.Pipeline.Import;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.Transform;
import dev.caravan.model.Transform.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads {@code import:} of one pipeline. */
final class ImportReader {
    private static final String COLLECTION = "collection";
    private static final String COLLECTIONS = "collections";
    private static final List<String> CHROMA_KEYS = List.of(COLLECTION, COLLECTIONS, "index");

    /** The column by which a row of the target that is the later one stays. */
    private static final String LATER = "unless-later";

    /** What the kind of system reads by itself. */
    private static final List<String> OPTIONS = List.of("columns", "index", "embed", LATER);

    /** SQL files that run once all rows are there. */
    private static final String AFTER = "after";

    private static final String POSTGRESQL = "postgresql";

    /** Kinds that take the rows of child tables beside their parents. */
    private static final List<String> WITH_CHILDREN = List.of("sqlite", POSTGRESQL);

    private final SystemNames systems;
    private final Folders folders;
    private final Built built;
    private final Section export;
    private final Export exported;
    private final Transform transform;

    ImportReader(
            SystemNames systems, Folders folders, Built built, Section export, Export exported, Transform transform) {
        this.systems = systems;
        this.folders = folders;
        this.built = built;
        this.export = export;
        this.exported = exported;
        this.transform = transform;
    }

    List<Import> read(Section imports) {
        List<Import> read = new ArrayList<>();
        for (Section one : imports.oneOrMany()) {
            if (one.isMap()) {
                Import next = one(one);
                refuseSecond(one, next, read);
                if (!isLeftOut(next)) {
                    read.add(next);
                }
            }
        }
        if (read.isEmpty() && imports.oneOrMany().stream().anyMatch(Section::isMap)) {
            imports.mistakeAtKey("every import goes to a system whose address is empty; give one of them an address");
        }
        refuseChildren(imports, read);
        return read;
    }

    /** Else the children would be counted as written, and be nowhere. */
    private void refuseChildren(Section imports, List<Import> read) {
        boolean tables = read.stream()
                .anyMatch(into -> into.into() == null
                        || WITH_CHILDREN.contains(into.into().kind()));
        if (transform instanceof Transform.Fields fields && !fields.children().isEmpty() && !tables) {
            imports.mistakeAtKey("'children' need tables, and no import goes to a system that has them ("
                    + String.join(", ", WITH_CHILDREN) + "); import into one, or give them a pipeline of their own");
        }
    }

    /** A graph is an extra that a migration's user may have or not. */
    private static boolean isLeftOut(Import into) {
        return into.into() != null
                && into.into().kind().equals("neo4j")
                && into.into().address().isBlank();
    }

    private Import one(Section one) {
        SystemSettings into = systems.find(one.at("into"));
        if (into != null) {
            if (built.has(Built.SYSTEM_KIND, into.kind())) {
                built.ask(Built.IMPORT_KIND, into.kind(), one.at("into"));
            }
            checkPlace(one, into.kind());
        }
        checkKey(one);
        checkColumns(one);
        checkLater(one);
        checkEmbed(one, into);
        return new Import(into, table(one), one.texts("key"), existing(one.text("existing")), options(one));
    }

    private String table(Section one) {
        if (one.text("table") != null) {
            return one.text("table");
        }
        if (one.has(COLLECTION) || one.has(COLLECTIONS)) {
            return String.join(",", one.texts(one.has(COLLECTION) ? COLLECTION : COLLECTIONS));
        }
        boolean ownName = export.has("table") && exported.tables().size() == 1;
        return ownName ? exported.tables().get(0) : "";
    }

    private ObjectNode options(Section one) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        one.at(AFTER).oneOrMany().stream()
                .map(folders::configFile)
                .filter(Objects::nonNull)
                .forEach(file -> options.withArray(AFTER).add(file.toString()));
        one.members().forEach((key, value) -> {
            if (OPTIONS.contains(key)) {
                options.set(key, value.node());
            }
        });
        return options;
    }

    private void checkPlace(Section one, String kind) {
        if (one.has(AFTER) && !kind.equals(POSTGRESQL)) {
            one.at(AFTER)
                    .mistakeAtKey("'" + AFTER + "' has no meaning for a system of kind '" + kind + "'; take it out");
        }
        if (one.has(LATER) && !kind.equals(POSTGRESQL)) {
            one.at(LATER)
                    .mistakeAtKey("'" + LATER + "' has no meaning for a system of kind '" + kind + "'; take it out");
        }
        boolean chroma = kind.equals("chroma");
        boolean several = chroma && one.has(COLLECTIONS);
        String right = chroma ? several ? COLLECTIONS : COLLECTION : "table";
        boolean ownNames = export.has("tables") || chroma && export.has(COLLECTIONS);
        List<String> wrong = (chroma ? List.of("table") : CHROMA_KEYS)
                .stream().filter(one::has).toList();
        if (!wrong.isEmpty()) {
            wrong.forEach(key -> one.at(key)
                    .mistakeAtKey("'" + key + "' has no meaning for a system of kind '" + kind + "'; use " + right));
        } else if (several && one.has(COLLECTION)) {
            one.at(COLLECTION).mistakeAtKey("'import' holds collection and collections; keep one of them");
        } else if (export.has("tables") && one.has(right)) {
            one.at(right).mistakeAtKey("'tables' are copied under their own names; take '" + right + "' out");
        } else if (!one.has(right) && !ownNames && (chroma || !export.has("table"))) {
            one.lacks("'" + right + "' is missing in 'import'; add it");
        }
        refuseClash(one.at(right));
    }

    private void refuseClash(Section table) {
        if (transform instanceof Transform.Fields fields) {
            fields.children().stream()
                    .filter(child -> child.table().equalsIgnoreCase(table.text()))
                    .forEach(child ->
                            table.mistake("table '" + table.text() + "' is a child's table too; name another"));
        }
    }

    private void checkKey(Section one) {
        Section key = one.at("key");
        if (export.has("tables") && one.has("key")) {
            key.mistakeAtKey("'tables' have their own keys; take 'key' out");
            return;
        }
        if (!(transform instanceof Transform.Fields fields)) {
            return;
        }
        List<String> columns = fields.columns().stream().map(Column::name).toList();
        if (!columns.isEmpty()) {
            key.oneOrMany().forEach(column -> column.isKnown("column", columns));
        }
        if (!fields.children().isEmpty() && !one.has("key")) {
            one.lacks("'key' is missing in 'import', and 'children' need the parent's id; add it");
        }
    }

    /** Each system keeps one ledger of a pipeline, so it cannot be written twice by it. */
    private static void refuseSecond(Section one, Import next, List<Import> before) {
        for (Import other : before) {
            boolean same = next.into() != null
                    && other.into() != null
                    && next.into().kind().equals(other.into().kind())
                    && next.into().address().equals(other.into().address());
            if (same) {
                one.at("into")
                        .mistake(
                                "two imports of one pipeline go to the same system; give the second a pipeline of its own");
                return;
            }
        }
    }

    /** Without {@code replace} every row that is there stays, later or not. */
    private void checkLater(Section one) {
        if (one.has(LATER) && existing(one.text("existing")) != Existing.REPLACE) {
            one.at(LATER).mistakeAtKey("'" + LATER + "' belongs to 'existing: replace'; add it, or take this out");
        }
        if (transform instanceof Transform.Fields fields && !fields.columns().isEmpty()) {
            List<String> columns = fields.columns().stream().map(Column::name).toList();
            one.at(LATER).isKnown("column", columns);
        }
    }

    private void checkColumns(Section one) {
        List<String> columns = one.texts("columns");
        if (columns.isEmpty()) {
            return;
        }
        if (transform instanceof Transform.Fields fields && !fields.columns().isEmpty()) {
            List<String> known = fields.columns().stream().map(Column::name).toList();
            one.at("columns").oneOrMany().forEach(column -> column.isKnown("column", known));
        }
        for (Section key : one.at("key").oneOrMany()) {
            if (key.text() != null && !columns.contains(key.text())) {
                key.mistake("key column '" + key.text() + "' is not among 'columns'; add it there");
            }
        }
    }

    private void checkEmbed(Section one, SystemSettings into) {
        Section embed = one.at("embed");
        if (!embed.isMap()) {
            return;
        }
        if (into != null && !into.kind().equals("chroma")) {
            embed.mistakeAtKey("'embed' has no meaning for a system of kind '" + into.kind()
                    + "'; import into a system of kind chroma too, and let it stand there");
        }
        embed.at("model").isKnown(Built.EMBEDDING_MODEL, built.names(Built.EMBEDDING_MODEL));
        if (embed.at("text").isText() && embed.text("text").isBlank()) {
            embed.at("text").mistake("'text' is empty; write a jq program that gives the text, such as .body");
        }
        Jq.check(embed.at("text"));
    }

    private static Existing existing(String word) {
        return switch (word == null ? "" : word) {
            case "keep" -> Existing.KEEP;
            case "replace" -> Existing.REPLACE;
            default -> Existing.REJECT;
        };
    }
}
