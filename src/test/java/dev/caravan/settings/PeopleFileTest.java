package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PeopleFileTest {
    private static final String HASH = "$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW";

    @TempDir
    private Path folder;

    @Test
    void shouldReadWhatItWrites() throws IOException {
        List<Person> people = List.of(
                new Person("anna", Set.of("operator", "dba"), HASH, "MCowBQYDK2VwAyEA" + "A".repeat(43) + "=", null),
                new Person("2", Set.of("viewer"), null, null, "0a".repeat(32)),
                new Person("no", Set.of("true"), null, null, null));

        assertThat(PeopleFile.read(file(PeopleFile.text(people), "rw-------"))).isEqualTo(people);
    }

    @Test
    void shouldReadWhatAPersonWrites() throws IOException {
        Path file = file(
                """
                people:
                  anna:
                    roles: [ operator ]
                    password: %s
                  ben: { roles: viewer }
                """
                        .formatted(HASH),
                "rw-------");

        assertThat(PeopleFile.read(file))
                .containsExactly(
                        new Person("anna", Set.of("operator"), HASH, null, null),
                        new Person("ben", Set.of("viewer"), null, null, null));
    }

    @Test
    void shouldTakeAMissingOrEmptyFileForNobody() throws IOException {
        assertThat(PeopleFile.read(folder.resolve("nowhere.yaml"))).isEmpty();
        assertThat(PeopleFile.read(file(PeopleFile.text(List.of()), "rw-------")))
                .isEmpty();
        assertThat(PeopleFile.read(file("", "rw-------"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw----r--"})
    void shouldRefuseAFileThatOthersMayRead(String permissions) throws IOException {
        Path file = file(PeopleFile.text(List.of()), permissions);

        CaravanException e = catchThrowableOfType(CaravanException.class, () -> PeopleFile.read(file));

        assertThat(e.line())
                .isEqualTo("FILE_INVALID " + file
                        + ": can be read or written by others than its owner; type: chmod 600 " + file);
    }

    @Test
    void shouldTellEveryMistakeAndNoValue() throws IOException {
        Path file = file(
                """
                people:
                  anna: { roles: [], password: hunter2 }
                  "../ben": { roles: [viewer], passwort: x }
                  carl: { roles: [a b], token: 12 }
                peple: {}
                """,
                "rw-------");

        CaravanException e = catchThrowableOfType(CaravanException.class, () -> PeopleFile.read(file));

        assertThat(e.lines().stream().map(line -> line.replace("FILE_INVALID " + file + ":", "")))
                .containsExactly(
                        "2:3: 'anna' needs 'roles: [...]': viewer, operator, approver, or names of your own",
                        "2:32: 'password' does not look like one; set it again by './caravan user'",
                        "3:3: a name is at most 64 letters, digits, '.', '_' and '-'; give another one",
                        "3:32: unknown key 'passwort'; nearest 'password'; known: key, password, roles, token",
                        "4:3: 'carl' needs 'roles: [...]': viewer, operator, approver, or names of your own",
                        "4:32: 'token' does not look like one; set it again by './caravan user'",
                        "5:1: unknown key 'peple'; nearest 'people'; known: people");
        assertThat(e.line()).doesNotContain("hunter2");
    }

    private Path file(String text, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("people.yaml"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
