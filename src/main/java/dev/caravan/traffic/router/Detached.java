package dev.caravan.traffic.router;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How a child is started that shall outlive its parent. */
final class Detached {
    private Detached() {}

    /** The words in front of its own: a session of its own, so that a signal from the parent's terminal does not reach it. */
    static List<String> words() {
        for (String part : String.valueOf(System.getenv("PATH")).split(File.pathSeparator)) {
            Path program = Path.of(part, "setsid");
            if (Files.isExecutable(program)) {
                return List.of(program.toString());
            }
        }
        return List.of();
    }
}
