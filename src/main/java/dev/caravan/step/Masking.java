package dev.caravan.step;

import java.util.regex.Pattern;

/** Takes what looks like a secret out of a program's output. */
public final class Masking {
    private static final Pattern NAMED = Pattern.compile(
            "(?i)([\\w.-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|authorization)[\\w.-]*[\"']?\\s*[:=]\\s*)"
                    + "(\"[^\"]*\"|'[^']*'|(?:bearer |basic )?\\S+)");
    private static final Pattern IN_URL = Pattern.compile("(://[^\\s/:@]+):[^\\s/@]+@");

    private Masking() {}

    /** The text with what follows a name such as {@code password} and with passwords in URLs masked. */
    public static String masked(String text) {
        return IN_URL.matcher(NAMED.matcher(text).replaceAll("$1****")).replaceAll("$1:****@");
    }
}
