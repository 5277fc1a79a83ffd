package dev.caravan.console;

import dev.caravan.settings.ConsoleSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names under which the console may be asked for. A page of another site can make a browser send requests here under that
 * site's own name (DNS rebinding): such a name is none of ours.
 */
final class Names {
    private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");

    private final Set<String> names = new HashSet<>();
    private final boolean behindProxy;

    Names(ConsoleSettings settings) {
        if (settings.isLocal()) {
            names.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
        }
        names.add(literal(settings.address()));
        settings.hosts().forEach(host -> names.add(host.toLowerCase(Locale.ROOT)));
        behindProxy = settings.plainText();
    }

    /** True when the request names this console: by a known name, or by the very address it came in on. */
    boolean isOurs(HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (host == null) {
            return false;
        }
        String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
        return names.contains(name) || name.equals(literal(request.getLocalAddr()));
    }

    /** True when a page of this very console sent the request. */
    boolean isOwnPage(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        String host = request.getHeader("Host");
        if (origin == null || host == null) {
            return false;
        }
        return origin.equalsIgnoreCase(request.getScheme() + "://" + host)
                || (behindProxy && origin.equalsIgnoreCase("https://" + host));
    }

    private static String literal(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }
}
