package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which keys are meant: a glob as Redis has it, in which {@code {name}} stands for one or more characters other than a colon
 * and {@code {name*}} for one or more of any; what stands there is a column of that name. A backslash takes the meaning from
 * the character behind it.
 */
final class KeyPattern {
    private static final Pattern PART = Pattern.compile("\\\\.|\\{([A-Za-z_][A-Za-z0-9_]*)(\\*?)\\}");

    private final String text;
    private final List<String> parts = new ArrayList<>();
    private final String glob;
    private final Pattern parsed;

    KeyPattern(String text) {
        this.text = text;
        StringBuilder asGlob = new StringBuilder();
        StringBuilder asRegex = new StringBuilder();
        Matcher part = PART.matcher(text);
        int from = 0;
        while (part.find()) {
            asRegex.append(regex(text.substring(from, part.start())));
            asGlob.append(text, from, part.start());
            from = part.end();
            if (part.group(1) == null) {
                asGlob.append(part.group());
                asRegex.append(Pattern.quote(part.group().substring(1)));
            } else {
                parts.add(part.group(1));
                asGlob.append('*');
                asRegex.append(part.group(2).isEmpty() ? "([^:]+?)" : "(.+?)");
            }
        }
        asGlob.append(text.substring(from));
        asRegex.append(regex(text.substring(from)));
        this.glob = asGlob.toString();
        this.parsed = Pattern.compile(new String(asRegex.toString().getBytes(UTF_8), ISO_8859_1), Pattern.DOTALL);
    }

    /** The pattern as people write it. */
    String text() {
        return text;
    }

    /** The names of its parts, in order. */
    List<String> parts() {
        return parts;
    }

    /** What SCAN is given. */
    byte[] glob() {
        return glob.getBytes(UTF_8);
    }

    /** Whether a key is meant; wildcards outside parts match anything. */
    boolean matches(byte[] key) {
        return parsed.matcher(new String(key, ISO_8859_1)).matches();
    }

    /** What stands for the parts in a key, in order; null for a key that is not meant. */
    List<byte[]> parse(byte[] key) {
        if (parts.isEmpty()) {
            return List.of();
        }
        Matcher matcher = parsed.matcher(new String(key, ISO_8859_1));
        if (!matcher.matches()) {
            return null;
        }
        List<byte[]> values = new ArrayList<>();
        for (int part = 1; part <= parts.size(); part++) {
            values.add(matcher.group(part).getBytes(ISO_8859_1));
        }
        return values;
    }

    /**
     * The key with these values for the parts.
     *
     * @return null where the pattern would read other values out of it, or where it holds more than parts and plain text
     */
    byte[] build(List<byte[]> values) {
        StringBuilder key = new StringBuilder();
        Matcher part = PART.matcher(text);
        int from = 0;
        int next = 0;
        while (part.find()) {
            key.append(latin(text.substring(from, part.start())));
            from = part.end();
            key.append(
                    part.group(1) == null
                            ? latin(part.group().substring(1))
                            : new String(values.get(next++), ISO_8859_1));
        }
        key.append(latin(text.substring(from)));
        byte[] built = key.toString().getBytes(ISO_8859_1);
        List<byte[]> again = parse(built);
        for (int value = 0; again != null && value < again.size(); value++) {
            if (!java.util.Arrays.equals(again.get(value), values.get(value))) {
                return null;
            }
        }
        return again == null ? null : built;
    }

    /** True when it names keys by parts alone, so that keys can be made by it. */
    boolean buildable() {
        String plain = PART.matcher(text).replaceAll("");
        return !parts.isEmpty() && plain.chars().noneMatch(character -> "*?[]".indexOf(character) >= 0);
    }

    private static String latin(String utf8) {
        return new String(utf8.getBytes(UTF_8), ISO_8859_1);
    }

    /** The glob's own meaning is left to the server: here its wildcards match anything. */
    private static String regex(String globText) {
        StringBuilder regex = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < globText.length(); at++) {
            char character = globText.charAt(at);
            int wildEnd = wildEnd(globText, at);
            if (wildEnd < 0) {
                plain.append(character);
                continue;
            }
            regex.append(Pattern.quote(plain.toString())).append(character == '*' ? ".*" : ".");
            plain.setLength(0);
            at = wildEnd;
        }
        return regex.append(Pattern.quote(plain.toString())).toString();
    }

    private static int wildEnd(String glob, int at) {
        return switch (glob.charAt(at)) {
            case '*', '?' -> at;
            case '[' -> Math.max(glob.indexOf(']', at), -1);
            default -> -1;
        };
    }
}
