package dev.caravan.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that came along in the jar. */
final class Resources {
    private Resources() {}

    /** Copies one into a folder, in place of what is there. */
    static Path unpack(String name, Path folder) throws IOException {
        try (InputStream in = Resources.class.getResourceAsStream("/bench/" + name)) {
            if (in == null) {
                throw new IOException("/bench/" + name + " is not in the jar");
            }
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }
}
