package dev.caravan.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesFolderTest {
    private static final Path ROUTES =
            Path.of(System.getProperty("caravan.home", "")).resolve("routes").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void shouldFollowALinkThatCamelWouldFindEmpty() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("routes"), ROUTES);

        assertThat(RoutesFolder.real(link)).isEqualTo(ROUTES.toRealPath());
    }

    @Test
    void shouldRefuseAFolderWithoutRoutes() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThatThrownBy(() -> RoutesFolder.real(empty))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("the route 'migrate/0-pipeline.camel.yaml' is missing");
        assertThatThrownBy(() -> RoutesFolder.real(folder.resolve("none")))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("the folder of the routes is missing");
    }

    @Test
    void shouldRefuseAPathThatCamelWouldCutInTwo() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("plain"), Files.createDirectories(folder.resolve("a, b")));
        for (Path file : List.of(
                Path.of("migrate/0-pipeline.camel.yaml"),
                Path.of("migrate/1-export.camel.yaml"),
                Path.of("run/heartbeat.camel.yaml"))) {
            Files.createDirectories(link.resolve(file).getParent());
            Files.copy(ROUTES.resolve(file), link.resolve(file));
        }

        assertThatThrownBy(() -> RoutesFolder.real(link))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("a, b' holds a comma, where Camel ends a path; move Caravan elsewhere");
    }
}
