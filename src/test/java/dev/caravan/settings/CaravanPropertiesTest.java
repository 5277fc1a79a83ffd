package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.model.CaravanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CaravanPropertiesTest {
    @TempDir
    private Path folder;

    @Test
    void shouldGiveDefaults() {
        assertThat(CaravanProperties.defaults())
                .isEqualTo(new CaravanProperties(
                        "config/caravan.properties",
                        10_000,
                        2,
                        16777216,
                        8,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(2),
                        new ConsoleSettings(
                                true,
                                "127.0.0.1",
                                8080,
                                List.of(),
                                Path.of("config/people.yaml"),
                                null,
                                null,
                                false,
                                Duration.ofMinutes(30)),
                        new ServeSettings(Path.of("inbox"), 2, Duration.ofSeconds(2), Duration.ofMinutes(1)),
                        Map.of()));
    }

    @Test
    void shouldShipWhatHoldsWithoutAFile() {
        assertThat(CaravanProperties.load(Path.of("config/caravan.properties")))
                .isEqualTo(CaravanProperties.defaults());
    }

    @Test
    void shouldReadEveryKey() throws IOException {
        CaravanProperties properties = load(
                """
                # a comment
                ! another
                caravan.batch=1
                caravan.workers : 64
                  caravan.record.max-bytes 1024
                caravan.retry.attempts = \\
                    9
                caravan.retry.backoff=1m
                caravan.progress.every=500ms
                caravan.console.enabled=false
                caravan.console.address=0.0.0.0
                caravan.console.port=0
                caravan.console.hosts=caravan.example, board
                caravan.console.people=/etc/people.yaml
                caravan.console.tls.keystore=tls/key.p12
                caravan.console.tls.password-file=tls/secret
                caravan.console.plain-text=true
                caravan.console.session=8h
                caravan.serve.inbox=/srv/drop
                caravan.serve.runs=5
                caravan.serve.settle=3s
                caravan.serve.patience=1h
                camel.main.name=x
                pg.url=jdbc:postgresql://h/d
                name=M\\u00fcller
                """);

        assertThat(properties)
                .isEqualTo(new CaravanProperties(
                        folder.resolve("p").toString(),
                        1,
                        64,
                        1024,
                        9,
                        Duration.ofMinutes(1),
                        Duration.ofMillis(500),
                        new ConsoleSettings(
                                false,
                                "0.0.0.0",
                                0,
                                List.of("caravan.example", "board"),
                                Path.of("/etc/people.yaml"),
                                folder.resolve("tls/key.p12"),
                                folder.resolve("tls/secret"),
                                true,
                                Duration.ofHours(8)),
                        new ServeSettings(Path.of("/srv/drop"), 5, Duration.ofSeconds(3), Duration.ofHours(1)),
                        Map.of("pg.url", "jdbc:postgresql://h/d", "name", "M\u00FCller")));
    }

    @Test
    void shouldTellEveryMistakeWithItsPlace() throws IOException {
        Path file = Files.writeString(
                folder.resolve("p"),
                """
                caravan.bach = 1
                caravan.batch = 0

                  caravan.workers = many
                caravan.record.max-bytes = 16 MB
                # a comment
                caravan.retry.attempts = -1
                caravan.retry.backoff = 5
                caravan.progress.every = 0s
                caravan.batch = 7
                a = \\u12
                caravan.x = y \\
                  z
                """);

        CaravanException e = catchThrowableOfType(CaravanException.class, () -> CaravanProperties.load(file));

        String known = "; known: caravan.batch, caravan.console.address, caravan.console.enabled,"
                + " caravan.console.hosts, caravan.console.people, caravan.console.plain-text, caravan.console.port,"
                + " caravan.console.session, caravan.console.tls.keystore, caravan.console.tls.password-file,"
                + " caravan.progress.every,"
                + " caravan.record.max-bytes, caravan.retry.attempts, caravan.retry.backoff,"
                + " caravan.serve.inbox, caravan.serve.patience, caravan.serve.runs, caravan.serve.settle,"
                + " caravan.workers";
        assertThat(e.lines().stream().map(line -> line.replace("FILE_INVALID " + file + ":", "")))
                .containsExactly(
                        "1:1: unknown key 'caravan.bach'; nearest 'caravan.batch'" + known,
                        "4:3: 'caravan.workers' is 'many'; write a whole number from 1 to 64, such as 2",
                        "5:1: 'caravan.record.max-bytes' is '16 MB'; write a whole number from 1 to 536870912, such as"
                                + " 16777216",
                        "7:1: 'caravan.retry.attempts' is '-1'; write a whole number from 1 to 1000, such as 8",
                        "8:1: 'caravan.retry.backoff' is '5'; write a time above zero, such as '200ms'",
                        "9:1: 'caravan.progress.every' is '0s'; write a time above zero, such as '2s'",
                        "10:1: key 'caravan.batch' stands twice, first at 2:1; keep one of them",
                        "11:1: a '\\u' without four hexadecimal digits; correct it, or write '\\\\u'",
                        "12:1: unknown key 'caravan.x'" + known);
    }

    @Test
    void shouldTellWhatIsWrongWithTheConsole() throws IOException {
        Path file = Files.writeString(
                folder.resolve("p"),
                """
                caravan.console.enabled = yes
                caravan.console.address = board.example
                caravan.console.port = 65536
                caravan.console.hosts = good, http://bad
                caravan.console.plain-text = 1
                caravan.console.session = 0m
                """);

        CaravanException e = catchThrowableOfType(CaravanException.class, () -> CaravanProperties.load(file));

        assertThat(e.lines().stream().map(line -> line.replace("FILE_INVALID " + file + ":", "")))
                .containsExactly(
                        "1:1: 'caravan.console.enabled' is 'yes'; write true or false",
                        "2:1: 'caravan.console.address' is 'board.example'; write an IP address, such as 127.0.0.1, or"
                                + " 0.0.0.0 for every one of this machine",
                        "3:1: 'caravan.console.port' is '65536'; write a whole number from 0 to 65535, such as 8080",
                        "4:1: 'caravan.console.hosts' names 'http://bad'; write names of hosts without port, parted by"
                                + " commas",
                        "5:1: 'caravan.console.plain-text' is '1'; write true or false",
                        "6:1: 'caravan.console.session' is '0m'; write a time above zero, such as '30m'");
    }

    @Test
    void shouldRefusePlainTextBeyondThisMachine() throws IOException {
        Path file = Files.writeString(folder.resolve("p"), "caravan.console.address = 192.168.7.1\n");

        CaravanException e = catchThrowableOfType(CaravanException.class, () -> CaravanProperties.load(file));

        assertThat(e.line())
                .startsWith(
                        "FILE_INVALID " + file + ":1:1: 'caravan.console.address' can be reached from other machines");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.3.2.1", "localhost", "::1"})
    void shouldKnowWhatIsOfThisMachine(String address) throws IOException {
        assertThat(load("caravan.console.address = " + address).console().isLocal())
                .isTrue();
    }

    @Test
    void shouldTellOfAMissingFile() {
        Path file = folder.resolve("nope.properties");

        CaravanException e = catchThrowableOfType(CaravanException.class, () -> CaravanProperties.load(file));

        assertThat(e.line()).startsWith("FILE_INVALID " + file + ": does not exist");
    }

    private CaravanProperties load(String text) throws IOException {
        return CaravanProperties.load(Files.writeString(folder.resolve("p"), text));
    }
}
