package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The keys of one export, which together are its one table. Either each key is a record ({@code names} is empty), or keys
 * that agree in their parts are one record, with a column for each name.
 *
 * @param text the patterns, parted by spaces, each behind its name and {@code =} where it has one: the table's name
 * @param types the types of keys that are records, the others are left out; empty for all
 */
record KeyChoice(String text, List<String> names, List<KeyPattern> patterns, Set<KeyType> types) {
    static final String KEY = "key";
    static final String TYPE = "type";
    static final String VALUE = "value";
    static final String EXPIRES_AT = "expires_at";

    /** Keys of Caravan itself, which are never exported. */
    static final String OWN = "caravan:";

    private static final Pattern ITEM = Pattern.compile("(?:\\\\.|[^ \\\\])+", Pattern.DOTALL);
    private static final Pattern NAMED = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.+)", Pattern.DOTALL);

    KeyChoice {
        names = List.copyOf(names);
        patterns = List.copyOf(patterns);
        types = Set.copyOf(types);
    }

    /** Keys of every type, also of those that a module makes. */
    KeyChoice(String text, List<String> names, List<KeyPattern> patterns) {
        this(text, names, patterns, Set.of());
    }

    /** The same keys, but only of these types; all where none is named. */
    KeyChoice only(List<String> words) {
        Set<KeyType> wanted =
                words.stream().map(KeyType::of).flatMap(Optional::stream).collect(Collectors.toSet());
        return new KeyChoice(text, names, patterns, wanted);
    }

    /**
     * Reads a table's name.
     *
     * @param place where it stands in the file, for mistakes
     */
    static KeyChoice of(String text, String place) {
        List<String> names = new ArrayList<>();
        List<KeyPattern> patterns = new ArrayList<>();
        Matcher items = ITEM.matcher(text);
        while (items.find()) {
            Matcher named = NAMED.matcher(items.group());
            if (named.matches()) {
                names.add(named.group(1));
            }
            patterns.add(new KeyPattern(named.matches() ? named.group(2) : items.group()));
        }
        KeyChoice choice = new KeyChoice(text, names, patterns);
        choice.check(place);
        return choice;
    }

    /** True when several keys may be one record. */
    boolean joined() {
        return !names.isEmpty();
    }

    /** The parts that every pattern has, in the order of the first; for patterns without a name those of the first alone. */
    List<String> parts() {
        return patterns.get(0).parts();
    }

    /** The columns of a record. */
    List<String> columns() {
        List<String> columns = new ArrayList<>();
        if (joined()) {
            columns.addAll(parts());
            columns.addAll(names);
        } else {
            columns.addAll(List.of(KEY, TYPE, VALUE));
        }
        columns.add(EXPIRES_AT);
        if (!joined()) {
            parts().stream().filter(part -> !columns.contains(part)).forEach(columns::add);
        }
        return columns;
    }

    /** The columns that identify a record. */
    List<String> key() {
        return joined() ? parts() : List.of(KEY);
    }

    /** True for a key that is never exported. */
    static boolean isOwn(byte[] key) {
        byte[] own = OWN.getBytes(UTF_8);
        return key.length >= own.length && java.util.Arrays.equals(key, 0, own.length, own, 0, own.length);
    }

    private void check(String place) {
        for (KeyPattern pattern : patterns) {
            boolean same = List.copyOf(pattern.parts()).containsAll(parts()) && parts().containsAll(pattern.parts());
            if (!same || joined() && parts().isEmpty()) {
                throw invalid(
                        place,
                        "keys '" + pattern.text() + "' cannot be joined with '"
                                + patterns.get(0).text()
                                + "': each pattern needs the same parts, as in session:{id}:context and"
                                + " session:{id}:metadata");
            }
        }
        if (joined() && names.size() != patterns.size()) {
            throw invalid(place, "either all key patterns have a name, or none");
        }
        if (columns().stream().distinct().count() != columns().size()) {
            throw invalid(place, "the names and parts of 'keys' give a column twice: " + String.join(", ", columns()));
        }
    }

    private static CaravanException invalid(String place, String message) {
        return new CaravanException(ErrorCode.FILE_INVALID, place, message);
    }
}
