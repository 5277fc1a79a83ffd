package dev.caravan.settings;

import dev.caravan.model.NotBuilt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What this version can do of what a migration file may ask for. What it cannot do is collected, each with its place, and
 * refused by the commands that would have to do it.
 */
final class Built {
    static final String SYSTEM_KIND = "system kind";
    static final String IMPORT_KIND = "import into system kind";
    static final String STEP_KIND = "step kind";
    static final String EMBEDDING_MODEL = "embedding model";
    static final String VERIFY_CHECK = "verify check";

    /** The one place to add a name to once it is built. */
    private static final Map<String, List<String>> KINDS = Map.of(
            SYSTEM_KIND, List.of("chroma", "files", "http", "jdbc", "neo4j", "postgresql", "redis", "sqlite"),
            EMBEDDING_MODEL, List.of("all-minilm-l6-v2", "all-minilm-l6-v2-q"),
            IMPORT_KIND, List.of("chroma", "neo4j", "postgresql", "redis", "sqlite"),
            STEP_KIND,
                    List.of(
                            "ab",
                            "archive",
                            "attest",
                            "check",
                            "cleanup",
                            "drill",
                            "edit",
                            "exec",
                            "freeze",
                            "gate",
                            "http",
                            "load",
                            "mirror",
                            "notify",
                            "observe",
                            "pipeline",
                            "ramp",
                            "route",
                            "shift",
                            "snapshot",
                            "sql",
                            "ssh"),
            VERIFY_CHECK, List.of("counts", "full-text", "integrity", "orphans", "rows", "sample", "search"));

    private final List<Missing> missing = new ArrayList<>();

    /** All names of one of the kinds above. */
    List<String> names(String what) {
        return KINDS.get(what);
    }

    boolean has(String what, String name) {
        return KINDS.get(what).contains(name);
    }

    /** Notes a name of one of the kinds above unless it is built. */
    void ask(String what, String name, Section at) {
        if (!has(what, name)) {
            note(at, what + " '" + name + "'", "; built: " + String.join(", ", KINDS.get(what)));
        }
    }

    /** Notes that a key stands there which no part of this version obeys. */
    void refuse(Section key) {
        if (!key.isMissing()) {
            note(key, "key '" + key.key() + "'", "");
        }
    }

    void refuse(Section at, String what, String built) {
        note(at, what, "; built: " + built);
    }

    /** Each with {@code file:line:column: what is not built in this version}, in the file's order. */
    List<NotBuilt> missing() {
        return missing.stream()
                .sorted(Comparator.comparing(Missing::place))
                .map(Missing::what)
                .toList();
    }

    private void note(Section at, String what, String built) {
        String sentence = at.where() + ": " + what + " is not built in this version" + built;
        missing.add(new Missing(at.keyPlace(), new NotBuilt(at.pointer(), sentence)));
    }

    private record Missing(Place place, NotBuilt what) {}
}
