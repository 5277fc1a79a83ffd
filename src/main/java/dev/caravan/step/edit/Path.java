package dev.caravan.step.edit;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The way to a value in a tree: {@code a.b.c}; as {@code /a/b.c} where a name holds a dot. */
final class Path {
    private Path() {}

    static List<String> parts(String key) {
        return key.startsWith("/")
                ? List.of(key.substring(1).split("/")).stream()
                        .map(part -> part.replace("~1", "/").replace("~0", "~"))
                        .toList()
                : List.of(key.split("\\."));
    }

    /**
     * The deepest node on the way, with what is left of it. A name with dots is found too.
     *
     * @param child the child of a node by its name
     */
    static <T> Found<T> resolve(T root, List<String> parts, BiFunction<T, String, Optional<T>> child) {
        Found<T> deepest = new Found<>(root, parts);
        for (int most = 1; most <= parts.size(); most++) {
            Optional<T> next = child.apply(root, String.join(".", parts.subList(0, most)));
            if (next.isPresent()) {
                Found<T> found = resolve(next.get(), parts.subList(most, parts.size()), child);
                deepest = found.rest().size() < deepest.rest().size() ? found : deepest;
            }
        }
        return deepest;
    }

    /** A node, and the names that are not there below it. */
    record Found<T>(T node, List<String> rest) {}
}
