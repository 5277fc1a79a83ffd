package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bench that is ended by a signal, with servers and a run of Caravan under way. */
final class OffspringIT {
    private static final String HOME = System.getProperty("caravan.home");
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path folder;

    @Test
    void shouldLeaveNothingRunningWhenItIsEnded() throws IOException, InterruptedException {
        Path state = folder.resolve("state");
        Process bench = new ProcessBuilder(
                        HOME + "/caravan", "bench", "fleet", "--state", state.toString(), "--rounds", "1")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        // A step is under way: sshd, their sessions and a run of the program itself
        await(bench, () -> Files.exists(state.resolve("bench/fleet/machine-7/.caravan")));
        List<ProcessHandle> started = bench.descendants().toList();

        bench.destroy();

        assertThat(bench.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(bench.exitValue()).isEqualTo(143);
        assertThat(started).hasSizeGreaterThan(10);
        assertThat(started).filteredOn(ProcessHandle::isAlive).isEmpty();
        assertThat(state.resolve("bench")).doesNotExist();
    }

    private void await(Process bench, Event event) throws IOException {
        for (long end = System.nanoTime() + PATIENCE; !event.isSeen(); LockSupport.parkNanos(20_000_000)) {
            if (System.nanoTime() > end || !bench.isAlive()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    throw new AssertionError(Files.readString(folder.resolve("said")) + files.toList());
                }
            }
        }
    }

    private interface Event {
        boolean isSeen() throws IOException;
    }
}
