package dev.caravan.runbook;

import dev.caravan.repository.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Files by name: their bytes, owner and mode. */
final class Digests {
    private Digests() {}

    static void add(Map<String, String> world, Path root, String below, Predicate<String> counts) throws IOException {
        try (Stream<Path> all = Files.walk(root.resolve(below))) {
            List<Path> files = all.filter(one -> !Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS))
                    .toList();
            for (Path file : files) {
                String name = root.getFileName() + "/" + root.relativize(file);
                if (counts.test(name)) {
                    PosixFileAttributes about = Files.readAttributes(file, PosixFileAttributes.class);
                    world.put(
                            name,
                            about.owner() + " " + PosixFilePermissions.toString(about.permissions()) + " "
                                    + Sha256.hex(Files.readAllBytes(file)));
                }
            }
        }
    }
}
