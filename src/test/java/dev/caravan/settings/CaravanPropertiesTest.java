package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.model.CaravanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CaravanPropertiesTest {
    @TempDir
    private Path folder;

    @Test
    void shouldGiveDefaults() {
        assertThat(CaravanProperties.defaults())
                .isEqualTo(new CaravanProperties(
                        "config/caravan.properties",
                        5000,
                        2,
                        16777216,
                        1000,
                        5,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(2),
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
                caravan.json.max-depth = \\
                    50
                caravan.retry.attempts=9
                caravan.retry.backoff=1m
                caravan.progress.every=500ms
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
                        50,
                        9,
                        Duration.ofMinutes(1),
                        Duration.ofMillis(500),
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
                caravan.json.max-depth = 10001
                caravan.retry.attempts = -1
                caravan.retry.backoff = 5
                caravan.progress.every = 0s
                caravan.batch = 7
                a = \\u12
                caravan.x = y \\
                  z
                """);

        CaravanException e = catchThrowableOfType(CaravanException.class, () -> CaravanProperties.load(file));

        String known = "; known: caravan.batch, caravan.json.max-depth, caravan.progress.every,"
                + " caravan.record.max-bytes, caravan.retry.attempts, caravan.retry.backoff, caravan.workers";
        assertThat(e.lines().stream().map(line -> line.replace("FILE_INVALID " + file + ":", "")))
                .containsExactly(
                        "1:1: unknown key 'caravan.bach'; nearest 'caravan.batch'" + known,
                        "4:3: 'caravan.workers' is 'many'; write a whole number from 1 to 64, such as 2",
                        "5:1: 'caravan.record.max-bytes' is '16 MB'; write a whole number from 1 to 536870912, such as"
                                + " 16777216",
                        "6:1: 'caravan.json.max-depth' is '10001'; write a whole number from 1 to 10000, such as 1000",
                        "7:1: 'caravan.retry.attempts' is '-1'; write a whole number from 1 to 1000, such as 5",
                        "8:1: 'caravan.retry.backoff' is '5'; write a time above zero, such as '200ms'",
                        "9:1: 'caravan.progress.every' is '0s'; write a time above zero, such as '2s'",
                        "10:1: key 'caravan.batch' stands twice, first at 2:1; keep one of them",
                        "11:1: a '\\u' without four hexadecimal digits; correct it, or write '\\\\u'",
                        "12:1: unknown key 'caravan.x'" + known);
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
