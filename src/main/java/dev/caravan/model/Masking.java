package dev.caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** Takes what looks like a secret out of a program's output. Cuts too much rather than too little. */
public final class Masking {
    /** What stands for a secret. */
    public static final String MASK = "***";

    private static final String NAME =
            "[\\w.-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|authorization)[\\w.-]*";
    private static final String VALUE = "(?:\"[^\"]*\"|'[^']*'|(?:bearer |basic )?\\S+)";

    /** {@code name: value}, {@code name=value}, {@code "name": "value"}. */
    private static final Pattern NAMED = Pattern.compile("(?i)(" + NAME + "[\"']?\\s*[:=]\\s*)" + VALUE);

    /** {@code --name value}, as a command line has it. */
    private static final Pattern OPTION = Pattern.compile("(?i)((?<!\\S)--?" + NAME + "[ \\t]+)(?!-)" + VALUE);

    /** The password of {@code scheme://user:password@host}: there may be no user, and the password may hold an at sign. */
    private static final Pattern IN_URL = Pattern.compile("(://[^\\s/:@]*:)[^\\s/]+(@)");

    /** Up to its end, or to the end of a text that was cut within it. */
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\\s\\S]*?(?=-----END |\\z)");

    private Masking() {}

    /** The text without passwords in URLs, private keys and what follows a name such as {@code password}. */
    public static String masked(String text) {
        String safe = PRIVATE_KEY.matcher(text).replaceAll("$1" + MASK);
        safe = ofUrls(safe);
        safe = OPTION.matcher(safe).replaceAll("$1" + MASK);
        return NAMED.matcher(safe).replaceAll("$1" + MASK);
    }

    /** The text with passwords in URLs masked, and nothing else. */
    public static String ofUrls(String text) {
        return IN_URL.matcher(text).replaceAll("$1" + MASK + "$2");
    }

    /** The tree with {@link #masked(String) every text of it} masked. The given one stays as it is. */
    public static JsonNode masked(JsonNode tree) {
        return JsonTexts.changed(tree, Masking::masked);
    }
}
