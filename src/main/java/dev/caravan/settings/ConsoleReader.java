package dev.caravan.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the keys of the console from {@code caravan.properties}. */
final class ConsoleReader {
    private static final String ENABLED = "caravan.console.enabled";
    private static final String ADDRESS = "caravan.console.address";
    private static final String PORT = "caravan.console.port";
    private static final String HOSTS = "caravan.console.hosts";
    private static final String PEOPLE = "caravan.console.people";
    private static final String KEYSTORE = "caravan.console.tls.keystore";
    private static final String KEYSTORE_PASSWORD = "caravan.console.tls.password-file";
    private static final String PLAIN_TEXT = "caravan.console.plain-text";
    private static final String SESSION = "caravan.console.session";

    static final List<String> KNOWN =
            List.of(ENABLED, ADDRESS, PORT, HOSTS, PEOPLE, KEYSTORE, KEYSTORE_PASSWORD, PLAIN_TEXT, SESSION);

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|::1|0:0:0:0:0:0:0:1");
    private static final Pattern ADDRESS_FORM =
            Pattern.compile("localhost|[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:.*");
    private static final Pattern HOST_FORM = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final int PORTS = 65_535;

    private final PropertiesReader file;
    private final Path folder;

    /** Relative paths begin in {@code folder}. */
    ConsoleReader(PropertiesReader file, Path folder) {
        this.file = file;
        this.folder = folder;
    }

    static boolean isLoopback(String address) {
        return LOOPBACK.matcher(address).matches();
    }

    ConsoleSettings read() {
        String address = address();
        Path keystore = path(KEYSTORE);
        boolean plainText = flag(PLAIN_TEXT, false);
        if (!isLoopback(address) && keystore == null && !plainText) {
            file.mistake(
                    ADDRESS,
                    "'" + ADDRESS
                            + "' can be reached from other machines, where passwords must not travel in plain text;"
                            + " name a '" + KEYSTORE + "', or write '" + PLAIN_TEXT
                            + " = true' where a proxy in front speaks TLS");
        }
        return new ConsoleSettings(
                flag(ENABLED, true),
                address,
                file.number(PORT, 8080, 0, PORTS),
                hosts(),
                folder.resolve(file.value(PEOPLE).orElse("people.yaml")),
                keystore,
                path(KEYSTORE_PASSWORD),
                plainText,
                session());
    }

    private String address() {
        String address = file.value(ADDRESS).orElse("127.0.0.1");
        if (!ADDRESS_FORM.matcher(address).matches()) {
            file.mistake(
                    ADDRESS,
                    "'" + ADDRESS + "' is '" + Nearest.shown(address)
                            + "'; write an IP address, such as 127.0.0.1, or 0.0.0.0 for every one of this machine");
            return "127.0.0.1";
        }
        return address;
    }

    private List<String> hosts() {
        List<String> hosts = Stream.of(file.value(HOSTS).orElse("").split(",", -1))
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .toList();
        hosts.stream()
                .filter(host -> !HOST_FORM.matcher(host).matches())
                .forEach(host -> file.mistake(
                        HOSTS,
                        "'" + HOSTS + "' names '" + Nearest.shown(host)
                                + "'; write names of hosts without port, parted by commas"));
        return hosts;
    }

    private Path path(String key) {
        return file.value(key)
                .filter(value -> !value.isEmpty())
                .map(folder::resolve)
                .orElse(null);
    }

    private boolean flag(String key, boolean usual) {
        String value = file.value(key).orElse(String.valueOf(usual));
        if (!value.equals("true") && !value.equals("false")) {
            file.mistake(key, "'" + key + "' is '" + Nearest.shown(value) + "'; write true or false");
        }
        return value.equals("true");
    }

    private Duration session() {
        return file.time(SESSION, "30m");
    }
}
