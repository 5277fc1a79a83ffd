package dev.caravan.system.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Existing;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesSystemTest {
    @TempDir
    private Path folder;

    private final FilesSystem files = new FilesSystem(Clock.systemUTC());

    @Test
    void shouldMakeASourceOverItsFolder() throws Exception {
        Files.writeString(folder.resolve("a.json"), "[{\"a\":1},{\"a\":12345678901234567890}]");

        try (Source source = files.source(export("{\"max-record-bytes\":10}", "*.json"))) {
            Chunk chunk = source.read(source.open().get(0), Position.START, 10);

            assertThat(chunk.pending(0)).isTrue();
            assertThat(chunk.rejects()).singleElement().satisfies(reject -> {
                assertThat(reject.code()).isEqualTo("record_too_large");
                assertThat(reject.source()).isEqualTo("a.json byte 9");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../*.json", "/etc/*", "[a"})
    void shouldRefuseAGlobThatLeadsOutOrIsNone(String glob) throws Exception {
        Pipeline.Export export = export("{}", glob);

        assertError(() -> files.source(export), ErrorCode.FILE_INVALID, "m.yaml:3:5", "'" + glob + "'");
    }

    @Test
    void shouldRefuseAnExportWithoutFiles() throws Exception {
        Pipeline.Export export = export("{}");

        assertError(() -> files.source(export), ErrorCode.FILE_INVALID, "m.yaml:3:5", "needs files:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"10\"", "536870913", "99999999999", "true"})
    void shouldRefuseALimitThatIsNone(String limit) throws Exception {
        Pipeline.Export export = export("{\"max-record-bytes\":" + limit + "}", "*");

        assertError(() -> files.source(export), ErrorCode.FILE_INVALID, "m.yaml:3:5", "max-record-bytes must be");
    }

    @Test
    void shouldSayThatItIsASourceOnly() throws Exception {
        SystemSettings system = system("{}");
        Pipeline.Import into = new Pipeline.Import(system, "t", List.of("id"), Existing.REJECT);

        assertNotBuilt(() -> files.target(into, List.of()), "target");
        assertNotBuilt(() -> files.scan(system, "t", List.of("id"), List.of("id")), "table to verify");
        assertNotBuilt(() -> files.catalogue(system), "catalogue");
        assertNotBuilt(() -> files.check(system, "orphans", List.of()), "check 'orphans'");
    }

    private static void assertNotBuilt(ThrowingCallable action, String side) {
        assertError(action, ErrorCode.NOT_BUILT, "v1", "the kind 'files' has no " + side);
    }

    private static void assertError(ThrowingCallable action, ErrorCode code, String where, String message) {
        assertThatThrownBy(action).isInstanceOfSatisfying(CaravanException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.where()).isEqualTo(where);
            assertThat(e.getMessage()).contains(message);
        });
    }

    private Pipeline.Export export(String options, String... globs) throws Exception {
        return new Pipeline.Export(system(options), List.of(), List.of(globs), List.of());
    }

    private SystemSettings system(String options) throws Exception {
        JsonNode tree = new ObjectMapper().readTree(options);
        return new SystemSettings("v1", "files", folder.toString(), List.of(), tree, "m.yaml:3:5");
    }
}
