package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    @TempDir
    private Path folder;

    @Test
    void shouldStopAProcessThatHangsAndSayWhichAndWhy() throws Exception {
        List<String> hanging = List.of("sh", "-c", "echo $$ > pid; echo loading 7 >&2; exec sleep 600");
        ChildProcess process = new ChildProcess(hanging, folder, Duration.ofSeconds(2));

        assertThatThrownBy(process::run)
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.where()).startsWith("bench sh -c"))
                .hasMessageContaining("has not ended after 2 s and was stopped")
                .hasMessageContaining("it hangs");

        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(ProcessHandle.of(pid)
                        .map(ProcessHandle::onExit)
                        .map(end -> end.join().isAlive())
                        .orElse(false))
                .isFalse();
    }
}
