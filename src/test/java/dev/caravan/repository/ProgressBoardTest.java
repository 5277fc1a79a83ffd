package dev.caravan.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.Counts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProgressBoardTest {
    private static final Counts COUNTS = new Counts(10, 4, 3, 2, 1);

    @TempDir
    Path folder;

    private Database database;
    private ProgressBoard board;
    private long run;

    @BeforeEach
    void open() {
        database = Database.open(folder, new TickingClock("2026-03-01T01:00:00Z"));
        board = new ProgressBoard(database, new TickingClock("2026-03-01T02:00:00Z"));
        run = new Runs(database, new TickingClock("2026-03-01T02:00:00Z"))
                .start(new Holder(7, "host-a", "run", "orders", Instant.EPOCH), "d1", true);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void shouldShowWhatWasPostedToAnotherConnection() {
        PipelineProgress turns = new PipelineProgress(
                "turns", PipelineState.COPYING, "throttled to 100/s", COUNTS, Map.of("child", COUNTS), 99, 4, 1, 12.5);
        PipelineProgress users =
                new PipelineProgress("users", PipelineState.PLANNED, "", Counts.ZERO, Map.of(), -1, 0, 0, 0);

        board.post(run, List.of(users, turns));

        try (Database other = Database.open(folder, new TickingClock("2026-03-01T03:00:00Z"))) {
            assertThat(new ProgressBoard(other, new TickingClock("2026-03-01T03:00:00Z")).read(run))
                    .containsExactly(
                            new ProgressBoard.Posted(turns, Instant.parse("2026-03-01T02:00:01Z")),
                            new ProgressBoard.Posted(users, Instant.parse("2026-03-01T02:00:00Z")));
        }
    }

    @Test
    void shouldRefuseAnIllegalMoveAndKeepTheWholePostOut() {
        board.post(run, List.of(at("turns", PipelineState.DONE)));

        assertThatThrownBy(() -> board.post(
                        run, List.of(at("users", PipelineState.COPYING), at("turns", PipelineState.COPYING))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pipeline 'turns' is DONE, cannot become COPYING");

        assertThat(board.read(run))
                .extracting(posted -> posted.progress().pipeline())
                .containsExactly("turns");
    }

    @Test
    void shouldKeepRunsApart() {
        board.post(run, List.of(at("turns", PipelineState.FAILED)));
        long next = new Runs(database, new TickingClock("2026-03-01T02:00:00Z"))
                .start(new Holder(7, "host-a", "run", "orders", Instant.EPOCH), "d1", true);

        board.post(next, List.of(at("turns", PipelineState.COPYING)));

        assertThat(board.read(run).get(0).progress().state()).isEqualTo(PipelineState.FAILED);
    }

    @ParameterizedTest
    @EnumSource(PipelineState.class)
    void shouldLeaveNoWayOutOfAnEndAndAWayToAnEndFromEverythingElse(PipelineState state) {
        boolean leaves = false;
        for (PipelineState next : PipelineState.values()) {
            // What is done may be gone over once more, what was below its bar or failed be tried once more; that begins
            // anew
            boolean over = state.isEnd() && state != PipelineState.ABORTED;
            boolean again = over && next == PipelineState.PLANNED;
            assertThat(again && !state.mayBecome(next)).isFalse();
            leaves |= next != state && !again && state.mayBecome(next);
        }

        assertThat(state.isEnd()).isEqualTo(!leaves);
        assertThat(state.isEnd() || state.mayBecome(PipelineState.FAILED)).isTrue();
        assertThat(state.isEnd() || state.mayBecome(PipelineState.ABORTED)).isTrue();
    }

    private static PipelineProgress at(String pipeline, PipelineState state) {
        return new PipelineProgress(pipeline, state, "", COUNTS, Map.of(), -1, 1, 1, 0);
    }
}
