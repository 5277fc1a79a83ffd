package dev.caravan.system.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a database is and who goes there. A URL of MariaDB or MySQL is made anew from its pieces, so that nothing else in it
 * can reach the driver; of other drivers' properties nothing is known, and their URLs are the operator's own word.
 *
 * @param url without user and password
 * @param shown for people
 * @param properties for the driver, the password among them
 */
record JdbcAddress(String url, String shown, Properties properties, boolean maria) {
    private static final Pattern MARIA = Pattern.compile(
            "jdbc:(?:mariadb|mysql)://(?:(?<user>[^:@/?]*)(?::(?<password>[^/?]*))?@)?(?<host>[^@/?,()]+)/(?<database>[^?/]*)"
                    + "(?:\\?(?<query>.*))?");
    private static final Set<String> ALLOWED = new TreeSet<>(
            Set.of("user", "password", "sslmode", "serversslcert", "connecttimeout", "sockettimeout", "tcpkeepalive"));
    private static final Pattern LOOPBACK =
            Pattern.compile("(?:localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1\\])(?::\\d+)?");

    /**
     * Reads a system's URL, and {@code user} and {@code password} beside it, which come first.
     *
     * @throws CaravanException FILE_INVALID with the system's place; the URL is not repeated, it may hold a password
     */
    static JdbcAddress of(SystemSettings system) {
        String url = system.address().strip();
        Properties properties = new Properties();
        if (!url.toLowerCase(Locale.ROOT).startsWith("jdbc:")) {
            throw invalid(system, "this is no JDBC URL; write jdbc:mariadb://host:3306/database");
        }
        boolean maria = url.startsWith("jdbc:mariadb:") || url.startsWith("jdbc:mysql:");
        String plain = maria ? maria(system, url, properties) : url;
        for (String option : new String[] {"user", "password"}) {
            JsonNode given = system.options().path(option);
            if (given.isValueNode() && !given.isNull()) {
                properties.setProperty(option, given.asText());
            }
        }
        return new JdbcAddress(plain, shown(plain), properties, maria);
    }

    /** The URL for people: without what may be a password. */
    @Override
    public String toString() {
        return shown;
    }

    private static String shown(String url) {
        return url.replaceFirst("//.*@", "//").replaceFirst("[?;].*", "").replaceFirst(":[^:/]*/[^:/]*@", ":@");
    }

    private static String maria(SystemSettings system, String url, Properties properties) {
        Matcher matcher = MARIA.matcher(url);
        if (!matcher.matches() || matcher.group("database").isEmpty()) {
            throw invalid(system, "this is no URL of a MariaDB database; write jdbc:mariadb://host:3306/database");
        }
        put(properties, "user", matcher.group("user"));
        put(properties, "password", matcher.group("password"));
        String query = matcher.group("query") == null ? "" : matcher.group("query");
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            String name = pair.replaceFirst("=.*", "");
            if (!ALLOWED.contains(name.toLowerCase(Locale.ROOT))) {
                throw invalid(
                        system,
                        "the URL's property '" + name + "' is not allowed; allowed are " + String.join(", ", ALLOWED));
            }
            put(properties, name, pair.contains("=") ? pair.substring(pair.indexOf('=') + 1) : "true");
        }
        boolean local = LOOPBACK.matcher(matcher.group("host")).matches();
        properties.putIfAbsent("sslMode", local ? "disable" : "verify-full");
        properties.putIfAbsent("connectTimeout", "10000");
        properties.putIfAbsent("socketTimeout", "600000");
        properties.setProperty("tinyInt1isBit", "false");
        properties.setProperty("yearIsDateType", "false");
        properties.setProperty("permitMysqlScheme", "true");
        properties.setProperty("permitRedirect", "false");
        properties.setProperty("allowLocalInfile", "false");
        properties.setProperty("connectionCollation", "utf8mb4_bin");
        return "jdbc:mariadb://" + matcher.group("host") + "/" + matcher.group("database");
    }

    private static void put(Properties properties, String name, String value) {
        if (value != null && !value.isEmpty()) {
            properties.setProperty(name, URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
    }

    private static CaravanException invalid(SystemSettings system, String message) {
        return new CaravanException(ErrorCode.FILE_INVALID, system.place(), message);
    }
}
