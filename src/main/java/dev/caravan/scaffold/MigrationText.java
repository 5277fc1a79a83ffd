package dev.caravan.scaffold;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CopiedTable.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The migration file. */
final class MigrationText {
    /** What YAML reads as the same text without quotes; words that it takes for something else are not among them. */
    private static final Pattern PLAIN = Pattern.compile("(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z_][a-z0-9_]*");

    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_./-]+");

    private final String name;
    private final TargetNames names;
    private final List<String> lines = new ArrayList<>();

    MigrationText(String name, TargetNames names) {
        this.name = name;
        this.names = names;
    }

    /**
     * The file's text.
     *
     * @param sql where its SQL lies, as the file speaks of it
     * @param options of the source's system
     */
    String text(
            End source,
            End target,
            String sql,
            Map<String, String> options,
            List<Relation> relations,
            List<String> warnings) {
        head(warnings);
        lines.add("migration: " + name);
        lines.add("description: " + quoted(source.title() + " to PostgreSQL"));
        lines.add("settings:");
        boolean file = source.kind().equals("sqlite");
        lines.add("  " + (file ? "v1.db" : "v1.url") + ": " + quoted(source.address()));
        lines.add("  v2.url: " + quoted(target.address()));
        lines.add("");
        lines.add("systems:");
        String more = options.entrySet().stream()
                .map(option -> ", " + option.getKey() + ": " + quoted(option.getValue()))
                .sorted()
                .collect(Collectors.joining());
        system("v1", source, "{{" + (file ? "v1.db" : "v1.url") + "}}", more);
        system("v2", target, "{{v2.url}}", ", schema: " + path(sql + "/tables.sql"));
        lines.add("");
        lines.add("pipelines:");
        lines.add("  tables:");
        lines.add("    export:");
        lines.add("      from: v1");
        lines.add("      tables:");
        relations.forEach(relation -> lines.add("        - " + table(relation)));
        lines.add("    import: { into: v2, after: " + path(sql + "/keys.sql") + " }");
        lines.add("    verify: [ " + checks(relations) + " ]");
        return String.join("\n", lines) + "\n";
    }

    /** Rows that name none are looked for where the source has no such rows of its own: those are told of as warnings. */
    private static String checks(List<Relation> relations) {
        List<Relation.Reference> references = relations.stream()
                .flatMap(relation -> relation.references().stream())
                .toList();
        boolean whole = !references.isEmpty() && references.stream().allMatch(reference -> reference.orphans() == 0);
        return "counts, rows, { sample: 10 }" + (whole ? ", orphans" : "");
    }

    private void head(List<String> warnings) {
        lines.add("# Made by 'caravan init'; yours to change. Next: ./caravan plan FILE, run FILE, verify FILE");
        if (!warnings.isEmpty()) {
            lines.add("#");
            lines.add("# Not carried over, or not as it was:");
            warnings.forEach(warning -> lines.add("# - " + printable(warning)));
        }
        lines.add("");
    }

    private void system(String systemName, End end, String address, String more) {
        String user = end.user().isEmpty() ? "" : ", user: " + quoted(end.user());
        String password = end.password().isEmpty() ? "" : ", password: \"{{env:" + secret(systemName) + "}}\"";
        lines.add("  " + systemName + ": { " + end.kind() + ": \"" + address + "\"" + user + password + more + " }");
    }

    /** The environment variable that holds a system's password. */
    static String secret(String systemName) {
        return systemName.toUpperCase(java.util.Locale.ROOT) + "_PASSWORD";
    }

    private String table(Relation relation) {
        String as = names.table(relation.name());
        String columns = relation.fields().stream()
                .map(field -> column(relation, field))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        if (as.equals(relation.name()) && columns.isEmpty() && relation.rowKey() == null) {
            return word(as);
        }
        StringBuilder text = new StringBuilder("{ table: ").append(word(relation.name()));
        if (!as.equals(relation.name())) {
            text.append(", as: ").append(word(as));
        }
        if (relation.rowKey() != null) {
            List<String> key =
                    relation.rowKey().stream().map(MigrationText::word).toList();
            text.append(", key: [").append(String.join(", ", key)).append(']');
        }
        return text.append(columns.isEmpty() ? "" : ", columns: { " + columns + " }")
                .append(" }")
                .toString();
    }

    private String column(Relation relation, Relation.Field field) {
        String to = names.column(relation.name(), field.name());
        if (to.equals(field.name()) && field.form() == Form.SAME) {
            return "";
        }
        String key = PLAIN.matcher(field.name()).matches() ? field.name() : json(field.name());
        return switch (field.form()) {
            case SAME -> key + ": " + word(to);
            case TEXT -> key + ": { name: " + word(to) + ", as: text }";
            case BYTES -> key + ": { name: " + word(to) + ", as: bytes }";
        };
    }

    private static String path(String text) {
        return PATH.matcher(text).matches() ? text : quoted(text);
    }

    private static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : quoted(text);
    }

    /** A text in which braces mean themselves. */
    private static String quoted(String text) {
        return json(text.replace("{{", "\\{{"));
    }

    private static String json(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    /** On one line, whatever is in a name. */
    static String printable(String text) {
        return text.codePoints()
                .map(letter -> Character.isISOControl(letter) ? ' ' : letter)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
