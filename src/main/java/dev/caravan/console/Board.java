package dev.caravan.console;

import dev.caravan.repository.PipelineProgress;
import dev.caravan.repository.ProgressBoard;
import dev.caravan.repository.Run;
import dev.caravan.repository.RunStanding;
import dev.caravan.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where every migration stands: those that the process knows, and those that left a run in the state. */
final class Board {
    private final Host host;
    private final RunState state;

    Board(Host host, RunState state) {
        this.host = host;
        this.state = state;
    }

    /** All of them as they stand now, by name. */
    List<Standing> look() {
        Map<String, Hosted> hosted = new TreeMap<>();
        host.migrations().forEach(migration -> hosted.put(migration.name(), migration));
        Map<String, Run> runs = new TreeMap<>();
        state.runs().latest().forEach(run -> {
            runs.put(run.migration(), run);
            hosted.putIfAbsent(run.migration(), new Hosted(run.migration(), "", ""));
        });
        List<Standing> standings = new ArrayList<>();
        hosted.values().forEach(migration -> standings.add(standing(migration, runs.get(migration.name()))));
        return standings;
    }

    private Standing standing(Hosted migration, Run run) {
        if (run == null) {
            return new Standing(migration, null, "not run yet", List.of());
        }
        List<PipelineProgress> pipelines = state.board().read(run.id()).stream()
                .map(ProgressBoard.Posted::progress)
                .toList();
        return new Standing(migration, run, text(run), pipelines);
    }

    private String text(Run run) {
        return switch (RunStanding.of(run, state.folder())) {
            case ENDED -> run.outcome().text();
            case RUNNING -> "running";
            case INTERRUPTED -> "interrupted";
        };
    }

    /**
     * A migration with its youngest run.
     *
     * @param run null when it was never run
     * @param state {@code running}, {@code interrupted}, {@code not run yet}, or how the run ended
     */
    record Standing(Hosted migration, Run run, String state, List<PipelineProgress> pipelines) {}
}
