package dev.caravan.cli;

import dev.caravan.camel.CamelHouse;
import java.util.Map;

/** What this program is made of, as far as it matters for a report. */
final class Versions {
    private Versions() {}

    static Map<String, String> all() {
        return Map.of(
                "caravan", of(Caravan.class),
                "camel", CamelHouse.version(),
                "sqlite-jdbc", org.sqlite.SQLiteJDBCLoader.getVersion(),
                "jackson", of(com.fasterxml.jackson.databind.ObjectMapper.class));
    }

    private static String of(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
