package dev.caravan.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.report.Reports;
import dev.caravan.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportFileTest {
    private final RunReport report = Reports.naming("n");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "r.json, '{', '\"migration\" : \"orders\"'",
        "R.JSON, '{', '\"migration\" : \"orders\"'",
        "r.html, '<!DOCTYPE html>', '<bdi>orders</bdi>'",
        "r.htm, '<!DOCTYPE html>', '<bdi>orders</bdi>'",
        "r.md, '<!-- Caravan report -->', '# orders: no-go'",
        "r.txt, 'orders, run 17', 'orders: no-go'"
    })
    void shouldWriteTheFormatThatTheEndingNames(String name, String begin, String part) throws IOException {
        Path file = folder.resolve(name);

        ReportFile.at(file).write(report);

        assertThat(Files.readString(file)).startsWith(begin).contains(part).endsWith("\n");
        assertThat(folder.toFile().list()).containsExactly(name);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @EnumSource(ReportFormat.class)
    void shouldReplaceAnOlderReport(ReportFormat old) throws IOException {
        Path file = Files.writeString(folder.resolve("r.json"), old.write(Reports.naming("an older one")));

        ReportFile.at(file).write(report);

        assertThat(Files.readString(file)).isEqualTo(ReportFormat.JSON.write(report));
    }

    @Test
    void shouldFillAnEmptyFile() throws IOException {
        Path file = Files.createFile(folder.resolve("r.md"));

        ReportFile.at(file).write(report);

        assertThat(file).isNotEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "{\"name\":\"x\"}", "# notes\n", "<!DOCTYPE html><p>mine</p>", "\u0000\u0001", "{ }"})
    void shouldNotReplaceWhatIsNoReport(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("r.json"), content);

        assertRefused(file, "is there and is no report");

        assertThat(file).hasContent(content);
    }

    @ParameterizedTest
    @CsvSource({
        "r.pdf, names no format; known are .html",
        "r, names no format",
        "json, names no format",
        ".json/r, names no format",
        "none/r.json, folder is not there"
    })
    void shouldRefuseBeforeTheRunWhatItCannotWrite(String name, String message) {
        assertRefused(folder.resolve(name), message);
    }

    @Test
    void shouldRefuseWhatIsNoFile() throws IOException {
        assertRefused(Files.createDirectory(folder.resolve("r.json")), "is a folder");
        assertRefused(
                Files.createSymbolicLink(folder.resolve("loop.json"), folder.resolve("loop.json")),
                "is there and no plain file");
        assertRefused(
                Files.createSymbolicLink(folder.resolve("gone.json"), folder.resolve("gone")),
                "is there and no plain file");
    }

    @Test
    void shouldSayWhatToDoWhenItCannotWrite() {
        ReportFile file = ReportFile.at(Path.of("/proc/report.html"));

        assertThatThrownBy(() -> file.write(report))
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO_FAILED))
                .hasMessageContaining("'report orders --run 17 --report FILE' writes it");
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> ReportFile.at(file))
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
                .hasMessageContaining(message);
    }
}
