package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each case of {@code wrong-files.txt} is a file and every line it must give, in order. */
final class WrongFilesTest {
    private static final Path RESOURCES = Path.of("src/test/resources/settings");
    private static final Map<String, String> ENVIRONMENT = Map.of("CARAVAN_TEST_SECRET", "s3cr3t");

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldTellEveryMistakeWithItsPlace(Case wrong) throws IOException {
        Path file = Files.writeString(folder.resolve("m.yaml"), wrong.yaml());
        MigrationFiles files =
                new MigrationFiles(folder, RESOURCES.resolve("config"), CaravanProperties.defaults(), ENVIRONMENT);

        CaravanException e = catchThrowableOfType(CaravanException.class, () -> files.load(file, Map.of()));

        assertThat(e).as("it was taken for right").isNotNull();
        assertThat(e.code()).isEqualTo(ErrorCode.FILE_INVALID);
        assertThat(told(e, file)).containsExactlyElementsOf(wrong.lines());
        assertThat(e.line()).doesNotContain("s3cr3t");
    }

    private static List<String> told(CaravanException e, Path file) {
        String config = RESOURCES.resolve("config").toAbsolutePath().toString();
        return e.lines().stream()
                .map(line -> line.replace("FILE_INVALID " + file + ":", "").replace(config, "CONFIG"))
                .toList();
    }

    static Stream<Case> cases() throws IOException {
        String text = Files.readString(RESOURCES.resolve("wrong-files.txt"));
        return Arrays.stream(text.split("(?m)^=== ")).skip(1).map(Case::of);
    }

    record Case(String name, String yaml, List<String> lines) {
        static Case of(String text) {
            String[] parts = text.split("(?m)^>>>\n");
            int name = parts[0].indexOf('\n');
            return new Case(
                    parts[0].substring(0, name),
                    parts[0].substring(name + 1),
                    parts[1].lines().toList());
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
