package dev.caravan.scaffold;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One end of a migration as it was typed.
 *
 * @param kind as in {@code systems:}
 * @param address a path, or a URL without user and password
 * @param user empty for none
 * @param password empty for none; never written anywhere
 */
public record End(String kind, String address, String user, String password) {
    private static final Pattern FILE = Pattern.compile("(?:jdbc:)?sqlite:(.+)", Pattern.DOTALL);
    private static final Pattern URL = Pattern.compile(
            "(?:jdbc:)?(?<scheme>postgresql|postgres|mariadb|mysql):(?<rest>.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern USER = Pattern.compile("//(?<user>[^:@/?]*)(?::(?<password>[^/?]*))?@(?<rest>.*)");

    /**
     * What was typed, taken apart.
     *
     * @param what how messages speak of it
     * @throws CaravanException USAGE when it is of no kind; what was typed is not repeated, it may hold a password
     */
    public static End of(String typed, String what) {
        Matcher file = FILE.matcher(typed);
        if (file.matches()) {
            return new End("sqlite", file.group(1), "", "");
        }
        Matcher url = URL.matcher(typed);
        if (!url.matches()) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    what,
                    "is none of sqlite:PATH, jdbc:postgresql://host/database, jdbc:mariadb://host/database; write one of"
                            + " them");
        }
        String scheme = url.group("scheme").toLowerCase(Locale.ROOT);
        boolean postgresql = scheme.startsWith("postgres");
        return of(postgresql ? "postgresql" : "jdbc", postgresql ? "postgresql" : scheme, url.group("rest"));
    }

    private static End of(String kind, String scheme, String given) {
        Matcher named = USER.matcher(given);
        boolean has = named.matches();
        String rest = has ? "//" + named.group("rest") : given;
        String user = has ? decoded(named.group("user")) : "";
        String password = has && named.group("password") != null ? decoded(named.group("password")) : "";
        int mark = rest.indexOf('?');
        List<String> kept = new ArrayList<>();
        for (String pair : mark < 0 ? new String[0] : rest.substring(mark + 1).split("&")) {
            String[] parts = pair.split("=", 2);
            String name = parts[0].toLowerCase(Locale.ROOT);
            String value = parts.length > 1 ? decoded(parts[1]) : "";
            user = name.equals("user") ? value : user;
            password = name.equals("password") ? value : password;
            if (!name.equals("user") && !name.equals("password") && !pair.isEmpty()) {
                kept.add(pair);
            }
        }
        String base = mark < 0 ? rest : rest.substring(0, mark);
        String url = "jdbc:" + scheme + ":" + base + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
        return new End(kind, url, user, password);
    }

    /** The end as the systems know it. */
    public SystemSettings settings(String name, String place) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        if (!user.isEmpty()) {
            options.put("user", user);
        }
        if (!password.isEmpty()) {
            options.put("password", password);
        }
        return new SystemSettings(name, kind, address, List.of(), options, place);
    }

    /** A word for what is there: the file's or the database's name. */
    public String title() {
        String path = address.replaceFirst("\\?.*", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        return kind.equals("sqlite") ? last.replaceFirst("\\.[A-Za-z0-9]+$", "") : last;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return kind + " " + address;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
