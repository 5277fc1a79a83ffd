package dev.caravan.model;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values that an SQL statement names as {@code :?name}, the way Camel's JDBC component reads them. */
public final class ValueNames {
    private static final Pattern NAME = Pattern.compile(":\\?(\\w+)");

    private ValueNames() {}

    /** The names, each once, in their order. */
    public static Set<String> in(String statement) {
        Set<String> names = new LinkedHashSet<>();
        Matcher name = NAME.matcher(statement);
        while (name.find()) {
            names.add(name.group(1));
        }
        return names;
    }
}
