package dev.caravan.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.ErrorCode;
import dev.caravan.repository.SeenFiles;
import dev.caravan.system.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data file in a watched folder starts its migration, once, when all that lies there is complete. */
class WatchesTest {
    @TempDir
    private Path folder;

    private ServeScene scene;
    private Watches watches;

    @BeforeEach
    void open() {
        scene = new ServeScene(folder.toAbsolutePath(), 2);
        scene.configured("m", "description: watched");
        watches = watches();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void shouldStartOnceAFileHasSettled() {
        data("x.json", "[{\"id\": 1}]");
        look();
        assertThat(scene.starts("m")).isEmpty();
        assertThat(watches.waiting("m")).isEqualTo("'x.json' has just changed");

        settle();
        assertThat(scene.starts("m")).containsExactly("file 'x.json' in the folder of a");

        scene.end("m", ErrorCode.ABORTED);
        settle();
        watches = watches();
        settle();
        assertThat(scene.starts("m")).hasSize(1);
    }

    @Test
    void shouldStartAgainForAnotherContentOnly() throws IOException {
        data("x.json", "[{\"id\": 1}]");
        settle();
        scene.end("m", ErrorCode.ABORTED);

        Files.copy(folder.resolve("v1/x.json"), folder.resolve("v1/copy.json"));
        settle();
        assertThat(scene.starts("m")).hasSize(1);

        data("y.json", "[{\"id\": 2}]");
        data("z.json", "[{\"id\": 3}]");
        settle();
        assertThat(scene.starts("m"))
                .containsExactly("file 'x.json' in the folder of a", "file 'y.json' and 1 more in the folder of a");
    }

    @Test
    void shouldWaitForAFileThatBreaksOff() {
        data("x.json", "[{\"id\": 1}, {\"id\"");
        data("y.json", "[{\"id\": 2}]");
        settle();
        scene.time.pass(Duration.ofHours(1));
        look();
        assertThat(scene.starts("m")).isEmpty();
        assertThat(watches.waiting("m")).startsWith("'x.json' is not complete: it ");

        data("x.json", "[{\"id\": 1}, {\"id\": 3}]");
        settle();
        assertThat(scene.starts("m")).hasSize(1);
    }

    @Test
    void shouldNotStartWhileAFileGrows() {
        Path file = data("x.json", "{\"id\": 1}\n");
        for (int i = 2; i < 8; i++) {
            scene.time.pass(Duration.ofMillis(1_500));
            ServeScene.append(file, "{\"id\": " + i + "}\n");
            look();
        }
        assertThat(scene.starts("m")).isEmpty();

        settle();
        assertThat(scene.starts("m")).hasSize(1);
    }

    @Test
    void shouldNotLookWhereNothingIsWatchedAnyMore() {
        data("x.json", "[{\"id\": 1}]");
        scene.configured("m", "");

        settle();

        assertThat(scene.starts("m")).isEmpty();
    }

    private void look() {
        watches.look("m", "a");
    }

    private void settle() {
        look();
        scene.time.pass(ServeScene.SETTLE);
        look();
    }

    private Path data(String name, String text) {
        return ServeScene.write(folder.resolve("v1").resolve(name), text);
    }

    private Watches watches() {
        return new Watches(
                scene.known,
                scene.hosting,
                new SeenFiles(scene.state.database()),
                new Systems(scene.time)::kind,
                scene.time,
                ServeScene.SETTLE);
    }
}
