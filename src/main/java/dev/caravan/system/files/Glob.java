package dev.caravan.system.files;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for paths below a folder: {@code *} and {@code ?} within a name, {@code **} over any number of folders (also none),
 * {@code [abc]}, {@code [!a-z]} and {@code {a,b}}. It matches a path with or without a trailing {@code .gz}; capitals count.
 */
final class Glob {
    private static final String PACKED = ".gz";

    private final Pattern pattern;

    /**
     * Compiles a glob.
     *
     * @throws IllegalArgumentException when it leads out of the folder or is not a glob
     */
    Glob(String glob) {
        if (glob.isBlank() || glob.startsWith("/") || glob.endsWith("/")) {
            throw new IllegalArgumentException("names no file below the folder");
        }
        for (String name : glob.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                throw new IllegalArgumentException("has '" + name + "' for a name; paths go down from the folder only");
            }
        }
        this.pattern = compiled(new GlobCompiler(glob).expression());
    }

    boolean matches(String path) {
        return pattern.matcher(path).matches()
                || path.endsWith(PACKED)
                        && pattern.matcher(path.substring(0, path.length() - PACKED.length()))
                                .matches();
    }

    private static Pattern compiled(String expression) {
        try {
            return Pattern.compile(expression, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is not a pattern: " + e.getDescription(), e);
        }
    }
}
