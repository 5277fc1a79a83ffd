package dev.caravan.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateLockTest {
    private static final Instant SINCE =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);

    @TempDir
    Path folder;

    @Test
    void shouldRefuseSecondProcessAtOnceNamingTheFirst() {
        try (ChildJvm first = ChildJvm.start(LockingChild.class, folder, "hold")) {
            assertThat(first.line()).isEqualTo("held");
            long begun = System.nanoTime();

            assertThatThrownBy(() -> take("run"))
                    .isInstanceOfSatisfying(
                            CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_LOCKED))
                    .hasMessageContaining("'run orders'")
                    .hasMessageContaining("pid " + first.pid() + " on " + Holder.thisHost())
                    .hasMessageContaining("since 2")
                    .hasMessageContaining("kill " + first.pid());

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            assertThat(StateLock.holder(folder)).map(Holder::pid).contains(first.pid());
        }
    }

    @Test
    void shouldRefuseEarlyOnlyWhileTheLockIsHeld() throws IOException {
        try (ChildJvm first = ChildJvm.start(LockingChild.class, folder, "hold")) {
            assertThat(first.line()).isEqualTo("held");
            String named = Files.readString(folder.resolve("run.lock"));

            assertThatThrownBy(() -> StateLock.refuseIfHeld(folder))
                    .hasMessageContaining("pid " + first.pid() + " on ");
            assertThatThrownBy(() -> take("run")).hasMessageContaining("pid " + first.pid() + " on ");

            first.kill();
            // Another process may get the number of the dead one: here the one that started this test
            long parent = ProcessHandle.current().parent().orElseThrow().pid();
            Files.writeString(folder.resolve("run.lock"), named.replace("" + first.pid(), "" + parent));
            assertThat(StateLock.holder(folder)).map(Holder::pid).contains(parent);
            StateLock.refuseIfHeld(folder);
        }
        try (StateLock here = take("run")) {
            assertThatThrownBy(() -> StateLock.refuseIfHeld(folder)).hasMessageContaining("'run orders'");
            assertThat(here.stillOwned()).isTrue();
            try (ChildJvm other = ChildJvm.start(LockingChild.class, folder, "hold")) {
                assertThat(other.line()).startsWith("STATE_LOCKED");
            }
        }
        StateLock.refuseIfHeld(folder.resolve("none"));
    }

    @Test
    void shouldBeFreeAfterHolderWasKilled() {
        try (ChildJvm first = ChildJvm.start(LockingChild.class, folder, "hold")) {
            assertThat(first.line()).isEqualTo("held");

            assertThat(first.kill()).isEqualTo(137);

            assertThat(StateLock.holder(folder)).isEmpty();
            try (StateLock second = take("run")) {
                assertThat(second.stillOwned()).isTrue();
            }
        }
    }

    @Test
    void shouldTellStoppedHolderThatItsFileWasRemoved() throws IOException {
        try (ChildJvm first = ChildJvm.start(LockingChild.class, folder, "ask")) {
            assertThat(first.line()).isEqualTo("held");
            first.signal("STOP");
            Files.delete(folder.resolve("run.lock"));

            try (StateLock second = take("run")) {
                first.signal("CONT");

                assertThat(first.rest()).last().isEqualTo("lost");
                assertThat(first.end()).isZero();
                assertThat(second.stillOwned()).isTrue();
                assertThat(StateLock.holder(folder))
                        .map(Holder::pid)
                        .contains(ProcessHandle.current().pid());
                // The first has closed its lock; the second's must still stand
                try (ChildJvm third = ChildJvm.start(LockingChild.class, folder, "hold")) {
                    assertThat(third.line()).contains("STATE_LOCKED");
                }
            }
        }
    }

    @Test
    void shouldLetExactlyOneOfManyProcessesIn() {
        List<ChildJvm> children = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            children.add(ChildJvm.start(LockingChild.class, folder, "hold"));
        }

        List<String> said = children.stream().map(ChildJvm::line).toList();
        children.forEach(ChildJvm::close);

        assertThat(said).filteredOn("held"::equals).hasSize(1);
        assertThat(said).filteredOn(line -> line.startsWith("STATE_LOCKED")).hasSize(4);
    }

    @Test
    void shouldKeepLockWhenTheSameProcessAsksAgainOrLooks() {
        try (StateLock first = take("serve")) {
            assertThatThrownBy(() -> take("run")).hasMessageContaining("'serve orders'");
            assertThat(StateLock.holder(folder)).map(Holder::verb).contains("serve");

            assertThat(first.stillOwned()).isTrue();
            try (ChildJvm other = ChildJvm.start(LockingChild.class, folder, "hold")) {
                assertThat(other.line()).startsWith("STATE_LOCKED").contains("'serve orders'");
            }
        }
    }

    @Test
    void shouldBeFreeAfterClose() {
        StateLock first = take("run");
        first.close();

        try (StateLock second = take("run")) {
            first.close();

            assertThat(second.stillOwned()).isTrue();
            assertThatThrownBy(() -> take("run")).isInstanceOf(CaravanException.class);
        }
        assertThat(StateLock.holder(folder)).isEmpty();
    }

    @Test
    void shouldBeReadableByItsOwnerAlone() throws IOException {
        Path state = folder.resolve("deep/state");

        take(state, "run").close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("run.lock"))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldRefuseALinkInPlaceOfItsFile() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "precious");
        Files.createSymbolicLink(folder.resolve("run.lock"), elsewhere);

        assertThatThrownBy(() -> take("run")).isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.STATE_UNUSABLE));
        assertThat(elsewhere).hasContent("precious");
    }

    @Test
    void shouldNotNameAHolderFromGarbage() throws IOException {
        Files.writeString(folder.resolve("run.lock"), "{\"pid\": 1, \"host");

        assertThat(StateLock.holder(folder)).isEmpty();
    }

    @Test
    void shouldHaveNoHolderWithoutState() {
        assertThat(StateLock.holder(folder.resolve("none"))).isEmpty();
    }

    private StateLock take(String verb) {
        return take(folder, verb);
    }

    private static StateLock take(Path state, String verb) {
        return StateLock.take(state, Holder.ofThisProcess(verb, "orders", SINCE));
    }

    /** Takes the lock, says so, and keeps it: for ever, or until it finds that it lost it. */
    static final class LockingChild {
        public static void main(String[] arguments) throws Exception {
            try (StateLock lock =
                    StateLock.take(Path.of(arguments[0]), Holder.ofThisProcess("run", "orders", Instant.now()))) {
                System.out.println("held");
                while (arguments[1].equals("hold") || lock.stillOwned()) {
                    Thread.onSpinWait();
                }
                System.out.println("lost");
            } catch (CaravanException e) {
                System.out.println(e.line());
            }
        }
    }
}
