package dev.caravan.system.postgresql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a database is and who goes there, taken from a URL piece by piece: what the driver gets is made anew from the pieces, so
 * that nothing else in a URL can reach it.
 *
 * @param hosts one or more {@code host:port}, parted by commas
 * @param properties of the driver, none but the allowed ones; the password among them
 */
record PostgresqlAddress(String hosts, String database, Map<String, String> properties) {
    /** From lower case to how the driver spells it. Nothing here can load a class, write a file, or change how SQL is sent. */
    private static final Map<String, String> ALLOWED = allowed();

    private static final Pattern URL = Pattern.compile(
            "(?:jdbc:)?(?:postgresql|postgres):(?://(?:(?<user>[^:@/?]*)(?::(?<password>[^/?]*))?@)?(?<hosts>[^@/?]*)/?)?"
                    + "(?<database>[^?/]*)(?:\\?(?<query>.*))?");
    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?");
    private static final Pattern LOOPBACK =
            Pattern.compile("(?:localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1\\])(?::\\d+)?");
    private static final String USUAL_PORT = ":5432";

    PostgresqlAddress {
        properties = Map.copyOf(properties);
    }

    /**
     * Reads a system's URL, and {@code user} and {@code password} beside it, which come first.
     *
     * @throws CaravanException FILE_INVALID with the system's place; the URL is not repeated, it may hold a password
     */
    static PostgresqlAddress of(SystemSettings system) {
        Matcher url = URL.matcher(system.address());
        if (!url.matches()) {
            throw invalid(
                    system, "this is no URL of a PostgreSQL database; write jdbc:postgresql://host:5432/database");
        }
        String hosts = hosts(system, url.group("hosts"));
        Map<String, String> properties = new TreeMap<>();
        put(properties, "user", url.group("user"));
        put(properties, "password", url.group("password"));
        readQuery(system, url.group("query"), properties);
        for (String option : new String[] {"user", "password"}) {
            JsonNode given = system.options().path(option);
            if (given.isValueNode() && !given.isNull()) {
                properties.put(option, given.asText());
            }
        }
        boolean local = Arrays.stream(hosts.split(","))
                .allMatch(host -> LOOPBACK.matcher(host).matches());
        properties.putIfAbsent("sslmode", local ? "prefer" : "verify-full");
        String database = decoded(url.group("database"));
        String user = properties.getOrDefault("user", System.getProperty("user.name", "postgres"));
        return new PostgresqlAddress(hosts, database.isEmpty() ? user : database, properties);
    }

    /** Another database of the same server. */
    PostgresqlAddress withDatabase(String other) {
        return new PostgresqlAddress(hosts, other, properties);
    }

    /** The same database, gone to by another user. */
    PostgresqlAddress as(String user, String password) {
        Map<String, String> others = new TreeMap<>(properties);
        others.put("user", user);
        others.remove("password");
        if (!password.isEmpty()) {
            others.put("password", password);
        }
        return new PostgresqlAddress(hosts, database, others);
    }

    /** The URL for the driver; everything else goes by {@link #driverProperties}. */
    String url() {
        return "jdbc:postgresql://" + hosts + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What the driver is told; a wait without an end is never among it. */
    Properties driverProperties() {
        Properties all = new Properties();
        all.setProperty("ApplicationName", "caravan");
        all.setProperty("connectTimeout", "10");
        all.setProperty("socketTimeout", "600");
        all.setProperty("tcpKeepAlive", "true");
        all.setProperty("logServerErrorDetail", "false");
        all.putAll(properties);
        return all;
    }

    /** For people: without user and password. */
    @Override
    public String toString() {
        return hosts + "/" + database;
    }

    private static String hosts(SystemSettings system, String given) {
        if (given == null || given.isEmpty()) {
            return "localhost" + USUAL_PORT;
        }
        String[] hosts = given.split(",", -1);
        for (int i = 0; i < hosts.length; i++) {
            if (!HOST.matcher(hosts[i]).matches()) {
                throw invalid(system, "the URL's host is not a name or an address with a port; write host:5432");
            }
            hosts[i] += hosts[i].matches(".*:\\d+") && !hosts[i].endsWith("]") ? "" : USUAL_PORT;
        }
        return String.join(",", hosts);
    }

    private static void readQuery(SystemSettings system, String query, Map<String, String> properties) {
        if (query == null || query.isEmpty()) {
            return;
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String known = ALLOWED.get(name.toLowerCase(Locale.ROOT));
            if (known == null) {
                throw invalid(
                        system,
                        "the URL's property '" + name + "' is not allowed; allowed are "
                                + String.join(", ", new TreeMap<>(ALLOWED).values()));
            }
            properties.put(known, equals < 0 ? "true" : decoded(pair.substring(equals + 1)));
        }
    }

    private static void put(Map<String, String> properties, String name, String value) {
        if (value != null && !value.isEmpty()) {
            properties.put(name, decoded(value));
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static CaravanException invalid(SystemSettings system, String message) {
        return new CaravanException(ErrorCode.FILE_INVALID, system.place(), message);
    }

    private static Map<String, String> allowed() {
        Map<String, String> allowed = new TreeMap<>();
        for (String name : new String[] {
            "user",
            "password",
            "sslmode",
            "sslrootcert",
            "sslcert",
            "sslkey",
            "sslpassword",
            "channelBinding",
            "ApplicationName",
            "connectTimeout",
            "socketTimeout",
            "tcpKeepAlive",
            "currentSchema",
            "targetServerType"
        }) {
            allowed.put(name.toLowerCase(Locale.ROOT), name);
        }
        return Map.copyOf(allowed);
    }
}
