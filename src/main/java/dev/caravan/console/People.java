package dev.caravan.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Person;
import dev.caravan.repository.DurableFile;
import dev.caravan.settings.PeopleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may enter, as the file says at this moment: it is read again when it has changed, so that whoever was removed is out at
 * once. While the file cannot be read, nobody may enter. Safe for use by several threads.
 */
public final class People {
    private static final Logger LOG = LoggerFactory.getLogger(People.class);

    /** What the first operator is called. */
    public static final String FIRST = "operator";

    private final Path file;
    private Object stamp;
    private List<Person> people = List.of();

    /** The people of a file, which need not be there. */
    public People(Path file) {
        this.file = requireNonNull(file, "file is null");
    }

    /** Where they stand. */
    public Path file() {
        return file;
    }

    /** The person of this name. */
    public Optional<Person> find(String name) {
        return now().stream().filter(person -> person.name().equals(name)).findFirst();
    }

    /** Whose bearer token this is. Every digest is compared in full, so that the time taken tells nothing. */
    public Optional<Person> byToken(String token) {
        byte[] digest = AccessToken.digest(token).getBytes(US_ASCII);
        Person found = null;
        for (Person person : now()) {
            if (person.token() != null
                    && MessageDigest.isEqual(digest, person.token().getBytes(US_ASCII))) {
                found = person;
            }
        }
        return Optional.ofNullable(found);
    }

    /**
     * The people of the file, by its order.
     *
     * @throws CaravanException FILE_INVALID
     */
    public List<Person> all() {
        return PeopleFile.read(file);
    }

    /**
     * Makes the first operator where the file has nobody yet; answers the password, to be shown once.
     *
     * @throws CaravanException FILE_INVALID, IO_FAILED
     */
    public Optional<String> makeFirst(Passwords passwords) {
        if (!all().isEmpty()) {
            return Optional.empty();
        }
        String password = passwords.make();
        String hash = passwords.hash(password.toCharArray());
        change(people -> people.put(FIRST, new Person(FIRST, Set.of(Person.OPERATOR), hash, null, null)));
        return Optional.of(password);
    }

    /**
     * Changes the file, all or nothing. Two processes that do so at the same moment take turns.
     *
     * @param change gets the people by name, and leaves them as they shall be
     * @throws CaravanException FILE_INVALID, IO_FAILED
     */
    public synchronized void change(Consumer<TreeMap<String, Person>> change) {
        try {
            new FileTurn(file).take(() -> {
                TreeMap<String, Person> byName = new TreeMap<>();
                all().forEach(person -> byName.put(person.name(), person));
                change.accept(byName);
                new DurableFile(file).write(PeopleFile.text(byName.values()));
                stamp = null;
            });
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED,
                    file.toString(),
                    "cannot be written (" + e.getClass().getSimpleName() + "); check the folder's permissions",
                    e);
        }
    }

    private synchronized List<Person> now() {
        Object seen = look();
        if (!seen.equals(stamp)) {
            people = read();
            stamp = seen;
        }
        return people;
    }

    private List<Person> read() {
        try {
            return all();
        } catch (CaravanException unreadable) {
            LOG.warn("nobody may enter the console: {}", unreadable.line());
            return List.of();
        }
    }

    private Object look() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException e) {
            return "none";
        }
    }
}
