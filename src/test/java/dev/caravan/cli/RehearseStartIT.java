package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.scenario.Launched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher does once after a build, for the classes that it loads. */
class RehearseStartIT {
    @TempDir
    private Path folder;

    @Test
    void shouldDoAllOfItAndLeaveNothingBehind() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Launched caravan = new Launched(folder).with("CARAVAN_OPTS", "-Djava.io.tmpdir=" + temporary);

        int status = caravan.run(List.of("rehearse-start"));

        assertThat(status).as(caravan.said()).isZero();
        assertThat(caravan.said()).isEmpty();
        assertThat(temporary).isEmptyDirectory();
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void shouldNotBeShownToPeople() throws Exception {
        Launched caravan = new Launched(folder);

        caravan.run(List.of("--help"));
        String help = caravan.said();
        caravan.run(List.of("rehearse"));
        String unknown = caravan.said();

        assertThat(help).contains("bench").doesNotContain("rehearse");
        assertThat(unknown)
                .contains("unknown verb 'rehearse'", "known: abort, ")
                .doesNotContain("rehearse-start");
    }
}
