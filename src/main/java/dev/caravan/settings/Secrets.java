package dev.caravan.settings;

import dev.caravan.model.Masking;
import java.util.Locale;
import java.util.regex.Pattern;

/** Knows what must not be shown. */
final class Secrets {
    static final String MASK = Masking.MASK;

    private static final Pattern NAME = Pattern.compile(
            "pass(word|wd|phrase)|(^|[._-])(pwd|auth)($|[._-])|secret|token|credential|(^|[._-])(api)?keys?$");

    private static final Pattern PLAIN_KEY =
            Pattern.compile("(?i)^(?!.*(pass|pwd|auth|secret|token|credential|api)).*keys?$");

    private static final Pattern PARAMETER =
            Pattern.compile("(?i)([?&;](?:[a-z_-]*(?:password|passwd|pwd|secret|token|key)[a-z_-]*)=)[^&;\\s]*");

    private Secrets() {}

    static boolean isNamedSo(String setting) {
        return NAME.matcher(setting.toLowerCase(Locale.ROOT)).find();
    }

    /** As {@link #isNamedSo}, but not by {@code key} alone: a key may as well be a file, a column or a header. */
    static boolean isTextOf(String setting) {
        return isNamedSo(setting) && !PLAIN_KEY.matcher(setting).find();
    }

    /** The value with the passwords inside of URLs masked. */
    static String masked(String value) {
        return PARAMETER.matcher(Masking.ofUrls(value)).replaceAll("$1" + MASK);
    }
}
