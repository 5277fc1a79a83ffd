package dev.caravan.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What Jolokia must not do for anybody, as questions. */
final class Probes {
    static final String CONTEXT = "org.apache.camel:context=caravan,type=context,name=\\\"caravan\\\"";
    private static final String PROCESSORS = "org.apache.camel:context=caravan,type=processors,name=\\\"*\\\"";

    private Probes() {}

    /** The name of a route's bean, as it stands within JSON. */
    static String route(String id) {
        return "org.apache.camel:context=caravan,type=routes,name=\\\"" + id + "\\\"";
    }

    /** All of them, aimed at this route. */
    static List<String> on(String route) throws IOException {
        try (InputStream in = Probes.class.getResourceAsStream("/console/jolokia-probes.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("{"))
                    .map(line -> line.replace("{C}", CONTEXT)
                            .replace("{R}", route(route))
                            .replace("{P}", PROCESSORS))
                    .toList();
        }
    }
}
