package dev.caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One pipeline of a migration file, checked.
 *
 * @param digest SHA-256 of everything that decides what a record becomes (export, transform, validate, import, namespace and
 *     the files they name), as hex; a ledger begun under another digest is refused
 * @param batch records a chunk
 * @param workers how many partitions at once, or 0 to let {@code plan} decide
 * @param throttle records a second, or 0 for no limit
 * @param place file:line:column
 */
public record Pipeline(
        String name,
        Export export,
        Transform transform,
        Validation validation,
        List<Import> imports,
        List<Check> checks,
        int batch,
        int workers,
        int throttle,
        String digest,
        String place) {
    public Pipeline {
        imports = List.copyOf(imports);
        checks = List.copyOf(checks);
    }

    /**
     * What is read.
     *
     * @param from the system
     * @param tables tables, in order; empty for files
     * @param files globs; empty for tables
     * @param key the key columns of a single table; empty for the table's own
     * @param watch true when a file dropped into the folder starts the migration
     * @param copies the same tables with what changes on their way; empty where nothing does
     * @param phrases what of the table's texts is read in place of its rows, if anything is
     * @param snapshot the step of the plan whose copy of the system is read; empty for the system itself
     * @param types the types of keys that are read, in lower case; empty for all
     */
    public record Export(
            SystemSettings from,
            List<String> tables,
            List<String> files,
            List<String> key,
            boolean watch,
            List<CopiedTable> copies,
            Optional<Phrases> phrases,
            String snapshot,
            List<String> types) {
        public Export {
            tables = List.copyOf(tables);
            files = List.copyOf(files);
            key = List.copyOf(key);
            copies = List.copyOf(copies);
            types = List.copyOf(types);
        }

        /** What is read row by row. */
        public Export(
                SystemSettings from,
                List<String> tables,
                List<String> files,
                List<String> key,
                boolean watch,
                List<CopiedTable> copies) {
            this(from, tables, files, key, watch, copies, Optional.empty(), "", List.of());
        }

        /** What its tables are called where they are copied to under names of their own. */
        List<String> targets() {
            return copies.isEmpty()
                    ? tables
                    : copies.stream().map(CopiedTable::as).toList();
        }

        /** The same from another place. */
        public Export at(SystemSettings place) {
            return new Export(place, tables, files, key, watch, copies, phrases, snapshot, types);
        }

        /** The same out of the copy that a step of the plan took of the system. */
        public Export reading(String copy) {
            return new Export(from, tables, files, key, watch, copies, phrases, copy, types);
        }

        /** What is copied as it is. */
        public Export(SystemSettings from, List<String> tables, List<String> files, List<String> key, boolean watch) {
            this(from, tables, files, key, watch, List.of());
        }

        /** What is read, with nobody watching it. */
        public Export(SystemSettings from, List<String> tables, List<String> files, List<String> key) {
            this(from, tables, files, key, false);
        }
    }

    /**
     * Phrases of the texts of a table's rows.
     *
     * @param links true for which row has which phrase, false for the phrases
     * @param text the columns with the texts
     * @param least how many rows must have a phrase for it to count
     * @param file absolute path of a file that names the phrases and their rows in place of the texts; empty for none
     */
    public record Phrases(boolean links, List<String> text, int least, String file) {
        /** Phrases that are found in the texts. */
        public Phrases(boolean links, List<String> text, int least) {
            this(links, text, least, "");
        }

        public Phrases {
            text = List.copyOf(text);
        }
    }

    /** The tables, collections or patterns of keys that it writes in a system, as the import names them; empty for none. */
    public Set<String> placesIn(String system) {
        Set<String> places = new TreeSet<>();
        for (Import one : imports) {
            if (one.into().name().equals(system)) {
                places.addAll(one.routes());
                if (one.routes().isEmpty()) {
                    places.addAll(one.table().isEmpty() ? export.targets() : List.of(one.table()));
                }
                if (transform instanceof Transform.Fields fields) {
                    fields.children().forEach(child -> places.add(child.table()));
                }
            }
        }
        return places;
    }

    /** The same with another export. */
    public Pipeline exporting(Export other) {
        return new Pipeline(
                name, other, transform, validation, imports, checks, batch, workers, throttle, digest, place);
    }

    /** The same where rows that are there with other content are replaced; what a record becomes is decided as before. */
    public Pipeline replacing() {
        List<Import> replacing = imports.stream()
                .map(one -> new Import(one.into(), one.table(), one.key(), Existing.REPLACE, one.options()))
                .toList();
        return new Pipeline(
                name, export, transform, validation, replacing, checks, batch, workers, throttle, digest, place);
    }

    /**
     * What is acceptable.
     *
     * @param schemaFile absolute path of a JSON Schema, or null
     * @param schema its text, or null
     * @param accept the share that must be accepted, from 0 to 1
     * @param first true for a whole dry pass before the first write
     * @param stopAfter the number of rejects at which the run stops, or 0 for none
     */
    public record Validation(
            String schemaFile, String schema, List<RuleSettings> rules, double accept, boolean first, long stopAfter) {
        public Validation {
            rules = List.copyOf(rules);
        }
    }

    /**
     * Where the rows go.
     *
     * @param table empty where {@code tables:} are copied under their own names; several Chroma collections, parted by commas,
     *     where each row says itself to which of them it goes
     * @param options the other keys of the import, as in the file
     */
    public record Import(SystemSettings into, String table, List<String> key, Existing existing, JsonNode options) {
        /** An import without other keys. */
        public Import(SystemSettings into, String table, List<String> key, Existing existing) {
            this(into, table, key, existing, JsonNodeFactory.instance.objectNode());
        }

        public Import {
            key = List.copyOf(key);
        }

        /** The columns of the mapping's rows that go there; empty for all that fit. */
        public List<String> columns() {
            List<String> columns = new ArrayList<>();
            options.path("columns").forEach(column -> columns.add(column.asText()));
            return columns;
        }

        /** The column by which a row that is there already and is the later one stays; empty for none. */
        public String unlessLater() {
            return options.path("unless-later").asText();
        }

        /** The collections of which each row names its own; empty where all rows go to one place. */
        public List<String> routes() {
            return table.contains(",") ? List.of(table.split(",")) : List.of();
        }

        /** What is embedded there, if anything is. */
        public Optional<Embed> embed() {
            JsonNode embed = options.path("embed");
            return embed.isObject()
                    ? Optional.of(new Embed(
                            embed.path("text").asText(), embed.path("model").asText()))
                    : Optional.empty();
        }

        /** The same with one more option. */
        public Import with(String option, JsonNode value) {
            ObjectNode more = JsonNodeFactory.instance.objectNode();
            options.properties().forEach(one -> more.set(one.getKey(), one.getValue()));
            more.set(option, value);
            return new Import(into, table, key, existing, more);
        }
    }

    /**
     * A text whose vector is stored with it.
     *
     * @param text a jq program over the mapping's row that gives the text
     * @param model the name of the model
     */
    public record Embed(String text, String model) {}

    /** One entry of {@code verify:}; {@code options} holds what stands beside its name, or null. */
    public record Check(String kind, JsonNode options) {}
}
