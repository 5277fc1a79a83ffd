package dev.caravan.camel;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.AntPathMatcher;

/** The folder of the routes. Camel starts without a word where it finds none, and a run would wait for ever. */
final class RoutesFolder {
    /** Without these nothing moves. */
    private static final List<String> NEEDED =
            List.of("migrate/0-pipeline.camel.yaml", "migrate/1-export.camel.yaml", "run/heartbeat.camel.yaml");

    private RoutesFolder() {}

    /**
     * The folder as Camel finds its files: behind symbolic links, which it does not follow.
     *
     * @throws CaravanException STATE_UNUSABLE when it is missing, or routes are
     */
    static Path real(Path routes) {
        if (!Files.isDirectory(routes)) {
            throw unusable(routes, "the folder of the routes is missing; install it again", null);
        }
        for (String file : NEEDED) {
            if (!Files.isRegularFile(routes.resolve(file))) {
                throw unusable(routes, "the route '" + file + "' is missing; install the folder again", null);
            }
        }
        try {
            return routes.toRealPath();
        } catch (IOException e) {
            throw unusable(routes, "the folder of the routes cannot be looked at; check its rights", e);
        }
    }

    /** Adds the routes whose files match one of the patterns, which are as Camel's own: see {@link AntPathMatcher}. */
    static void load(Path folder, List<String> patterns, CamelContext into) throws Exception {
        List<Resource> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = folder.relativize(file).toString();
                if (name.endsWith(".camel.yaml")
                        && patterns.stream()
                                .anyMatch(pattern -> AntPathMatcher.INSTANCE.match("**/" + pattern, name))) {
                    found.add(ResourceHelper.resolveMandatoryResource(into, "file:" + file));
                }
            }
        }
        PluginHelper.getRoutesLoader(into).loadRoutes(found);
    }

    private static CaravanException unusable(Path routes, String why, IOException cause) {
        return new CaravanException(ErrorCode.STATE_UNUSABLE, routes.toString(), why, cause);
    }
}
