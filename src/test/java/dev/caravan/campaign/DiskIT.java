package dev.caravan.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.bench.BarnabeeData;
import dev.caravan.scenario.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a disk may do: a line that names the place and what to do, exit status 1, nothing lost, and the next run goes on. */
class DiskIT {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    @TempDir
    private Path folder;

    private Journey journey;

    @BeforeEach
    void makeData() throws IOException {
        Path v1 = folder.resolve("v1");
        BarnabeeData.write(v1, 1_200, 400, 6);
        journey = new Journey(folder.resolve("journey"), v1);
    }

    @ParameterizedTest
    @CsvSource({
        "v2.db,            pwrite64,        ENOSPC, 500+, make room",
        "state/caravan.db, pwrite64,        ENOSPC, 60+,  free some space",
        "state/caravan.db, 'fsync,fdatasync', EIO,  8,    make room or mend it"
    })
    void shouldStopAndGoOnOnceTheDiskIsMended(String file, String calls, String error, String when, String advice) {
        Path database = journey.folder().resolve(file);
        Launched caravan = journey.caravan()
                .below(
                        "strace",
                        "-f",
                        "--seccomp-bpf",
                        "-qq",
                        "-o",
                        "/dev/null",
                        "-P",
                        database.toString(),
                        "-P",
                        database + "-wal",
                        "-e",
                        "trace=" + calls,
                        "-e",
                        "inject=" + calls + ":error=" + error + ":when=" + when);

        Running full = Running.start(caravan, journey.verb("run", "--batch-size", "2", "-q"));

        assertThat(full.end()).as(full.said()).isEqualTo(1);
        // What keeps the house running may meet the failure too, and say so before
        assertThat(full.errors().lines())
                .allMatch(line -> line.contains("IO_FAILED " + database + ": ") && line.contains(advice))
                .last()
                .asString()
                .startsWith("IO_FAILED ");
        assertThat(journey.problemsHalfWay()).isEmpty();
        assertFinished();
    }

    @Test
    void shouldStopWhenAFileMayNotGrow() {
        Running full = Running.start(journey.caravan().below("prlimit", "--fsize=1500000"), journey.run("-q"));

        assertThat(full.end()).as(full.said()).isEqualTo(1);
        assertThat(full.errors()).startsWith("IO_FAILED " + journey.v2() + ": ").hasLineCount(1);
        assertThat(journey.problemsHalfWay()).isEmpty();
        assertFinished();
    }

    @Test
    void shouldRefuseATargetThatMayNotBeWritten() throws IOException {
        Running killed = journey.start();
        assertThat(killed.until(journey::copies)).as(killed.said()).isTrue();
        killed.kill();
        Path target = journey.v2().toRealPath();
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r--r--r--"));
        // Root may write everything, unless that right is taken away
        Launched caravan =
                ROOT ? journey.caravan().below("setpriv", "--bounding-set=-dac_override") : journey.caravan();

        Running refused = Running.start(caravan, journey.run("-q"));

        assertThat(refused.end()).as(refused.said()).isEqualTo(1);
        assertThat(refused.errors())
                .startsWith("TARGET_UNUSABLE " + target + ": ")
                .contains("check the rights")
                .hasLineCount(1);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
        assertFinished();
    }

    private void assertFinished() {
        Running next = journey.finish();
        assertThat(next.end()).as(next.said()).isZero();
        assertThat(journey.problems()).isEmpty();
    }
}
