package dev.caravan.step.ssh;

import java.util.regex.Pattern;

/** Takes what looks like a secret out of a program's output. */
final class Masking {
    private static final Pattern NAMED = Pattern.compile(
            "(?i)([\\w.-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|authorization)[\\w.-]*[\"']?\\s*[:=]\\s*)"
                    + "(\"[^\"]*\"|'[^']*'|(?:bearer |basic )?\\S+)");
    private static final Pattern IN_URL = Pattern.compile("(://[^\\s/:@]+):[^\\s/@]+@");

    private Masking() {}

    static String masked(String text) {
        return IN_URL.matcher(NAMED.matcher(text).replaceAll("$1****")).replaceAll("$1:****@");
    }
}
