package dev.caravan.step.sql;

import dev.caravan.model.SystemSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/** Opens the databases of a file for steps. A server that does not answer ends the wait, not the process. */
public final class Databases {
    /** Time-outs by kind, in seconds or, for SQLite, milliseconds; the drivers' own are none. */
    private static final Map<String, Map<String, String>> PATIENCE = Map.of(
            "postgresql",
            Map.of("loginTimeout", "10", "connectTimeout", "10", "tcpKeepAlive", "true"),
            "sqlite",
            Map.of("busy_timeout", "10000"));

    private Databases() {}

    /**
     * A connection to a system.
     *
     * @param most how long one statement may take
     */
    public static Connection open(SystemSettings system, Duration most) throws SQLException {
        Properties properties = new Properties();
        PATIENCE.getOrDefault(system.kind(), Map.of()).forEach(properties::setProperty);
        for (String key : new String[] {"user", "password"}) {
            if (system.options().hasNonNull(key)) {
                properties.setProperty(key, system.options().get(key).asText());
            }
        }
        if (system.kind().equals("postgresql")) {
            properties.setProperty("socketTimeout", String.valueOf(Math.max(1, most.toSeconds())));
        }
        String url = system.kind().equals("sqlite") ? "jdbc:sqlite:" + system.address() : system.address();
        return DriverManager.getConnection(url, properties);
    }
}
