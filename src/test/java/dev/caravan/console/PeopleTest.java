package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeopleTest {
    private static final Passwords PASSWORDS = new Passwords(4);

    @TempDir
    private Path folder;

    private Path file;
    private People people;

    @BeforeEach
    void begin() {
        file = folder.resolve("people.yaml");
        people = new People(file);
    }

    @Test
    void shouldMakeTheFirstOperatorOnceAndForItsOwnerAlone() throws IOException {
        String password = people.makeFirst(PASSWORDS).orElseThrow();

        Person first = people.find("operator").orElseThrow();
        assertThat(first.isOperator()).isTrue();
        assertThat(PASSWORDS.fits(password.toCharArray(), first.password())).isTrue();
        assertThat(password).matches("([a-z2-9]{4}-){4}[a-z2-9]{4}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).doesNotContain(password);
        assertThat(people.makeFirst(PASSWORDS)).isEmpty();
        assertThat(PASSWORDS.make()).isNotEqualTo(password);
    }

    @Test
    void shouldSeeWhatAnotherProcessChanged() {
        people.change(all -> all.put("anna", viewer("anna")));
        assertThat(people.find("anna")).isPresent();

        new People(file).change(all -> all.remove("anna"));

        assertThat(people.find("anna")).isEmpty();
    }

    @Test
    void shouldLetNobodyInWhileTheFileCannotBeRead() throws IOException {
        people.change(all -> all.put("anna", viewer("anna")));
        assertThat(people.find("anna")).isPresent();

        Files.writeString(file, "people: [");

        assertThat(people.find("anna")).isEmpty();
        assertThatThrownBy(people::all).isInstanceOf(CaravanException.class);
    }

    @Test
    void shouldLoseNoChangeOfTwoAtOnce() {
        IntStream.range(0, 8).parallel().forEach(number -> {
            String name = "p" + number;
            people.change(all -> all.put(name, viewer(name)));
        });

        assertThat(people.all()).hasSize(8);
    }

    @Test
    void shouldChangeNothingWhenTheChangeFails() {
        people.change(all -> all.put("anna", viewer("anna")));

        assertThatThrownBy(() -> people.change(all -> {
                    all.clear();
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        assertThat(people.find("anna")).isPresent();
    }

    @Test
    void shouldKnowATokenByItsDigest() {
        AccessToken token = AccessToken.make();
        people.change(all -> all.put("scraper", viewer("scraper").withToken(token.digest())));

        assertThat(people.byToken(token.text())).map(Person::name).contains("scraper");
        assertThat(people.byToken(token.digest())).isEmpty();
        assertThat(people.byToken("")).isEmpty();
        assertThat(token.toString()).doesNotContain(token.text());
    }

    @Test
    void shouldTellAPasswordFromAnyOther() {
        String hash = PASSWORDS.hash("correct horse".toCharArray());

        assertThat(PASSWORDS.fits("correct horse".toCharArray(), hash)).isTrue();
        assertThat(PASSWORDS.fits("correct hors".toCharArray(), hash)).isFalse();
        assertThat(PASSWORDS.fits("".toCharArray(), hash)).isFalse();
        assertThat(PASSWORDS.fits("correct horse".toCharArray(), null)).isFalse();
        assertThat(PASSWORDS.fits("x".repeat(1000).toCharArray(), hash)).isFalse();
    }

    @Test
    void shouldLookAtAllOfALongPassword() {
        String longest = "x".repeat(72);
        String hash = PASSWORDS.hash(longest.toCharArray());

        assertThat(PASSWORDS.fits((longest + "y").toCharArray(), hash)).isFalse();
        assertThat(PASSWORDS.fits(("y" + longest.substring(1)).toCharArray(), hash))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "elevenchars", "with\ttab inside", "äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüä"})
    void shouldRefuseWeakOrUnusablePasswords(String password) {
        assertThatThrownBy(() -> Passwords.check(password.toCharArray()))
                .isInstanceOf(CaravanException.class)
                .satisfies(refused ->
                        assertThat(((CaravanException) refused).line()).startsWith("USAGE password: "));
    }

    private static Person viewer(String name) {
        return new Person(name, Set.of("viewer"), null, null, null);
    }
}
