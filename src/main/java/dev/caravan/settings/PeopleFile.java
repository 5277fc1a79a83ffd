package dev.caravan.settings;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Person;
import dev.caravan.settings.Values.Expanded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The file of people, as text. It holds hashes, so nobody but its owner may read it. */
public final class PeopleFile {
    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private PeopleFile() {}

    /**
     * Reads a file; none there is the same as nobody in it.
     *
     * @throws CaravanException FILE_INVALID with every mistake of the file, also when others may read it
     */
    public static List<Person> read(Path file) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        mustBePrivate(file);
        String text = FileText.read(file).text();
        if (text.isBlank()) {
            return List.of();
        }
        Mistakes mistakes = new Mistakes(file.toString());
        YamlTree tree = new YamlReader(text, mistakes).read();
        Section root = Section.root(tree, new Expanded(tree.root(), Set.of(), Set.of()), mistakes);
        List<Person> people = new PeopleReader(root).read();
        mistakes.raise();
        return people;
    }

    /** The text of a file with these people. */
    public static String text(Collection<Person> people) {
        StringBuilder text = new StringBuilder(
                """
                # Who may enter the console, and who may sign. Written by './caravan user', which keeps no comments.
                # roles: viewer looks, operator also stops and starts routes, approver signs; own names are for sign-offs.
                people:""");
        text.append(people.isEmpty() ? " {}\n" : "\n");
        for (Person person : people) {
            text.append("  \"").append(person.name()).append("\":\n");
            text.append("    roles: [")
                    .append(String.join(", ", quoted(person)))
                    .append("]\n");
            line(text, "password", person.password());
            line(text, "key", person.key());
            line(text, "token", person.token());
        }
        return text.toString();
    }

    private static List<String> quoted(Person person) {
        List<String> roles = new ArrayList<>();
        new TreeSet<>(person.roles()).forEach(role -> roles.add('"' + role + '"'));
        return roles;
    }

    private static void line(StringBuilder text, String key, String value) {
        if (value != null) {
            text.append("    ").append(key).append(": \"").append(value).append("\"\n");
        }
    }

    private static void mustBePrivate(Path file) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNER.containsAll(permissions)) {
                throw new CaravanException(
                        ErrorCode.FILE_INVALID,
                        file.toString(),
                        "can be read or written by others than its owner; type: chmod 600 " + file);
            }
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.FILE_INVALID, file.toString(), "cannot be looked at; check its permissions", e);
        }
    }

    /** Reads the tree. Used once. */
    private record PeopleReader(Section root) {
        private static final List<String> KEYS = List.of("roles", "password", "key", "token");
        private static final Map<String, String> FORMS = Map.of(
                "password", "\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}",
                "key", "[A-Za-z0-9+/=]{40,120}",
                "token", "[0-9a-f]{64}");

        List<Person> read() {
            root.members().forEach((key, section) -> {
                if (!key.equals("people")) {
                    section.mistakeAtKey(Nearest.unknown("key", key, List.of("people")));
                }
            });
            List<Person> people = new ArrayList<>();
            root.at("people").members().forEach((name, section) -> people.add(person(name, section)));
            return people;
        }

        private Person person(String name, Section section) {
            if (!Person.NAME.matcher(name).matches()) {
                section.mistakeAtKey("a name is at most 64 letters, digits, '.', '_' and '-'; give another one");
            }
            section.members().forEach((key, value) -> {
                if (!KEYS.contains(key)) {
                    value.mistakeAtKey(Nearest.unknown("key", key, KEYS));
                }
            });
            return new Person(
                    name, roles(section), text(section, "password"), text(section, "key"), text(section, "token"));
        }

        private static Set<String> roles(Section section) {
            List<String> roles = section.texts("roles");
            boolean named =
                    roles.stream().allMatch(role -> Person.NAME.matcher(role).matches());
            if (roles.isEmpty() || !named) {
                section.mistakeAtKey("'" + section.key()
                        + "' needs 'roles: [...]': viewer, operator, approver, or names of your own");
            }
            return Set.copyOf(new TreeSet<>(roles));
        }

        /** Never shows the value. */
        private static String text(Section section, String key) {
            Section value = section.at(key);
            if (value.isMissing()) {
                return null;
            }
            if (!value.isText() || !value.text().matches(FORMS.get(key))) {
                value.mistake("'" + key + "' does not look like one; set it again by './caravan user'");
            }
            return value.text();
        }
    }
}
