package dev.caravan.system.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what the globs match below a folder. Follows no link: a link to a file that is found under its own name is left out;
 * any other is found as the link it is.
 */
final class FileFinder {
    private static final Logger LOG = LoggerFactory.getLogger(FileFinder.class);
    private static final Comparator<FoundFile> BY_BYTES =
            Comparator.comparing(file -> file.id().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final Path root;
    private final List<Glob> globs;
    private final RelativeName names;

    /**
     * A finder.
     *
     * @param root a folder's real path
     */
    FileFinder(Path root, List<Glob> globs) {
        this.root = root;
        this.globs = List.copyOf(globs);
        this.names = new RelativeName(root);
    }

    /**
     * All that is found, by the bytes of their ids.
     *
     * @throws BadNameException when a name that is matched cannot be part of a key
     */
    List<FoundFile> find() throws IOException {
        List<FoundFile> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                found(path).ifPresent(found::add);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                if (e instanceof NoSuchFileException && !path.equals(root)) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        found.sort(BY_BYTES);
        return found;
    }

    private Optional<FoundFile> found(Path path) throws IOException {
        if (Files.isSymbolicLink(path) && leftOut(path)) {
            return Optional.empty();
        }
        String id = name(path);
        if (!matches(id)) {
            return Optional.empty();
        }
        if (id.chars().anyMatch(Character::isISOControl) || id.indexOf(BadNameException.REPLACEMENT) >= 0) {
            throw new BadNameException(id);
        }
        try {
            return Optional.of(new FoundFile(id, path, FileStamp.of(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** A link that takes nothing away by being left out, or that leads to a folder. */
    private boolean leftOut(Path link) throws IOException {
        if (Files.isDirectory(link)) {
            LOG.warn("'{}' is a link to a folder; links are not followed", link);
            return true;
        }
        if (!Files.isRegularFile(link)) {
            return false;
        }
        Path target = link.toRealPath();
        return target.startsWith(root) && matches(name(target));
    }

    private boolean matches(String id) {
        return globs.stream().anyMatch(glob -> glob.matches(id));
    }

    private String name(Path path) {
        try {
            return names.of(path);
        } catch (CharacterCodingException e) {
            return root.relativize(path).toString();
        }
    }
}
