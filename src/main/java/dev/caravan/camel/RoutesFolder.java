package dev.caravan.camel;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folder of the routes. Camel starts without a word where it finds none, and a run would wait for ever. */
final class RoutesFolder {
    /** Without these nothing moves. */
    private static final List<String> NEEDED =
            List.of("migrate/0-pipeline.camel.yaml", "migrate/1-export.camel.yaml", "run/heartbeat.camel.yaml");

    private RoutesFolder() {}

    /**
     * The folder as Camel finds its files: behind symbolic links, which it does not follow.
     *
     * @throws CaravanException STATE_UNUSABLE when it is missing, or routes are, or Camel cannot read its path
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
            Path real = routes.toRealPath();
            if (real.toString().contains(",")) {
                throw unusable(
                        routes, "'" + real + "' holds a comma, where Camel ends a path; move Caravan elsewhere", null);
            }
            return real;
        } catch (IOException e) {
            throw unusable(routes, "the folder of the routes cannot be looked at; check its rights", e);
        }
    }

    private static CaravanException unusable(Path routes, String why, IOException cause) {
        return new CaravanException(ErrorCode.STATE_UNUSABLE, routes.toString(), why, cause);
    }
}
