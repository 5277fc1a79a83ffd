package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contenders here are real processes; where Caravan would start, a script stands in for its launcher. */
final class RoundsTest {
    private static final int RECORDS = 200;

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void shouldTakeTurns() {
        List<String> order = new ArrayList<>();
        BenchCase both = new FakeCase(bench -> List.of(
                new Contender("first", Role.CARAVAN, () -> noted(order, "first")),
                new Contender("second", Role.LIMIT, () -> noted(order, "second"))));

        CaseResult result = rounds(2).measure(both, 0);

        assertThat(order).containsExactly("first", "second", "second", "first");
        assertThat(result.rounds()).isEqualTo(2);
        assertThat(result.records()).isEqualTo(RECORDS);
    }

    @Test
    void shouldMeasureAProcess() {
        List<String> busy = List.of("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo $i");
        BenchCase one = new FakeCase(
                bench -> List.of(new Contender("busy", Role.CARAVAN, () -> Sample.of(bench.program(busy)))));

        CaseResult result = rounds(1).measure(one, 0);

        CaseResult.Row row = result.rows().get(0);
        double wall = row.median(Measure.WALL).orElseThrow();
        double cpu = row.median(Measure.CPU).orElseThrow();
        assertThat(cpu).isGreaterThan(0).isLessThanOrEqualTo(wall * 1.5 + 0.02);
        assertThat(row.median(Measure.PEAK).orElseThrow()).isGreaterThan(0.1);
    }

    @Test
    void shouldEndAProcessThatGoesOnOnceItsWorkIsDone() throws IOException {
        ChildProcess goesOn = script("echo done; exec sleep 600");

        ChildProcess.Ended ended = goesOn.runUntil(out -> out.contains("done\n"));

        assertThat(ended.out()).isEqualTo("done\n");
    }

    @Test
    void shouldNoticeAProcessThatEndsBeforeItsWorkIsDone() throws IOException {
        ChildProcess gone = script("echo half");

        assertThatThrownBy(() -> gone.runUntil(out -> out.contains("done")))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("ended with exit status 0")
                .hasMessageContaining("half");
    }

    @Test
    void shouldNoticeAFailedProcess() {
        BenchCase failing = new FakeCase(bench -> List.of(new Contender(
                "failing", Role.LIMIT, () -> Sample.of(bench.program(List.of("sh", "-c", "echo boom >&2; exit 3"))))));

        assertThatThrownBy(() -> rounds(1).measure(failing, 0))
                .isInstanceOfSatisfying(CaravanException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.IO_FAILED))
                .hasMessageContaining("exit status 3: boom");
        assertThat(folder.resolve("work/a-case")).doesNotExist();
    }

    @Test
    void shouldMeasureTheOthersWhenAPeerFails() {
        BenchCase beside = new FakeCase(bench -> List.of(
                new Contender("well", Role.CARAVAN, () -> Sample.of(bench.program(List.of("true")))),
                new Contender(
                        "asking",
                        Role.PEER,
                        () -> Sample.of(bench.peer(
                                List.of("sh", "-c", "tty -s </dev/tty && exit 9; read a; echo no tty >&2; exit 3"))))));

        CaseResult result = rounds(1).measure(beside, 0);

        CaseResult.Row peer = result.rows().get(1);
        assertThat(result.rows().get(0).median(Measure.WALL)).isPresent();
        assertThat(peer.median(Measure.WALL)).isEmpty();
        assertThat(peer.failure().orElseThrow())
                .matches("failed after \\d+\\.\\d s: .*exit status 3:.*")
                .contains("no tty");
        assertThat(BenchTable.lines(result).get(3)).contains("peer: asking", "failed after");
    }

    @Test
    void shouldNoticeAProcessThatDidTooLittle() {
        BenchCase lazy = new FakeCase(bench -> List.of(new Contender(
                "lazy",
                Role.LIMIT,
                () -> Figures.printedBy(bench.program(List.of("sh", "-c", "echo 199 0.5")), RECORDS))));

        assertThatThrownBy(() -> rounds(1).measure(lazy, 0)).hasMessageContaining("moved 199");
    }

    @Test
    void shouldNoticeALimitThatPrintsNoFigures() {
        BenchCase silent = new FakeCase(bench -> List.of(new Contender(
                "silent",
                Role.LIMIT,
                () -> Figures.printedBy(bench.program(List.of("sh", "-c", "echo done")), RECORDS))));

        assertThatThrownBy(() -> rounds(1).measure(silent, 0)).hasMessageContaining("printed 'done'");
    }

    @Test
    void shouldNoticeARunThatImportedTooLittle() throws IOException {
        launcher("cat >\"${11}\" <<'E'\n{\"pipelines\":[{\"imported\":7,\"seconds\":1.0}]}\nE\n");

        assertThatThrownBy(() -> rounds(1).measure(MemoriesCase.byFields(), RECORDS))
                .hasMessageContaining("was to move 200 records and moved 7");
    }

    @Test
    void shouldNoticeARunThatFailed() throws IOException {
        launcher("echo 'NO_GO bench: verification failed' >&2\nexit 4\n");

        assertThatThrownBy(() -> rounds(1).measure(MemoriesCase.byFields(), RECORDS))
                .hasMessageContaining("exit status 4")
                .hasMessageContaining("verification failed");
    }

    @Test
    void shouldPartTheTimesOfARun() throws IOException {
        launcher("[ \"$1\" = run ] || exit 0\ncat >\"${11}\" <<'E'\n"
                + "{\"pipelines\":[{\"imported\":200,\"seconds\":0.5,\"stages\":{\"verify\":0.25}}],"
                + "\"environment\":{\"memory\":{\"residentPeak\":123000000}}}\nE\n");

        CaseResult result = rounds(1).measure(new StartCase(), RECORDS);

        CaseResult.Row run = result.rows().get(0);
        double wall = run.median(Measure.WALL).orElseThrow();
        assertThat(run.median(Measure.RECORDS_PER_SECOND)).hasValue(400);
        assertThat(run.median(Measure.LOAD)).hasValue(0.5);
        assertThat(run.median(Measure.VERIFY)).hasValue(0.25);
        assertThat(run.median(Measure.START).orElseThrow()).isEqualTo(wall - 0.75, offset(1e-6));
        assertThat(run.median(Measure.PEAK)).hasValue(123);
        assertThat(result.rows()).extracting(CaseResult.Row::name).containsExactly("run", "plan", "--help");
    }

    @Test
    void shouldMakeTheSameMemoriesAgain() throws IOException {
        long bytes = MemoriesData.write(folder.resolve("a.json"), RECORDS, 7);
        MemoriesData.write(folder.resolve("b.json"), RECORDS, 7);
        MemoriesData.write(folder.resolve("c.json"), RECORDS, 8);

        assertThat(folder.resolve("a.json")).hasSize(bytes).hasSameBinaryContentAs(folder.resolve("b.json"));
        assertThat(Files.mismatch(folder.resolve("a.json"), folder.resolve("c.json")))
                .isNotNegative();
        assertThat(bytes / RECORDS).isBetween(350L, 430L);
    }

    private static Sample noted(List<String> order, String name) {
        order.add(name);
        return new Sample(Map.of());
    }

    private ChildProcess script(String text) {
        return new ChildProcess(List.of("sh", "-c", text), folder);
    }

    private Rounds rounds(int count) {
        return new Rounds(folder, folder.resolve("work"), count, Map.of(), said::add);
    }

    private void launcher(String script) throws IOException {
        Path launcher = folder.resolve("caravan");
        Files.writeString(launcher, "#!/bin/sh\n" + script);
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
    }

    /** A case of contenders. */
    private record FakeCase(Makes makes) implements BenchCase {
        @Override
        public Title title() {
            return new Title("a-case", "what it does", RECORDS);
        }

        @Override
        public Stand prepare(Workbench bench) {
            List<Contender> contenders = makes.of(bench);
            return new Stand() {
                @Override
                public String data() {
                    return "nothing";
                }

                @Override
                public List<Contender> contenders() {
                    return contenders;
                }
            };
        }
    }

    /** Makes contenders. */
    @FunctionalInterface
    private interface Makes {
        List<Contender> of(Workbench bench);
    }
}
