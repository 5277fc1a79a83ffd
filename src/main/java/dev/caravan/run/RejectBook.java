package dev.caravan.run;

import dev.caravan.model.Chunk;
import dev.caravan.model.KillPoint;
import dev.caravan.model.LedgerRow;
import dev.caravan.repository.KeptReject;
import dev.caravan.repository.PipelineName;
import dev.caravan.repository.RejectCount;
import dev.caravan.repository.RejectFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the rejects of one pipeline, in the database first, then in the file for people. Safe for use by several threads. */
final class RejectBook implements RejectKeeper {
    private static final int SAMPLES_A_CODE = 3;

    private final PipelineName name;
    private final RunState state;
    private final RejectFile file;
    private final Set<String> tried = ConcurrentHashMap.newKeySet();

    RejectBook(PipelineName name, RunState state) {
        this.name = name;
        this.state = state;
        this.file = new RejectFile(state.folder(), name, state.rejects());
    }

    /** A book of its own for what is only tried, so that what was really rejected stays as it is. */
    RejectBook beside(String what) {
        // No pipeline of a migration file has a name that begins so
        return new RejectBook(new PipelineName(name.migration(), "_" + what + "." + name.pipeline()), state);
    }

    Path file() {
        return file.path();
    }

    List<RejectCount> counts() {
        return state.rejects().counts(name);
    }

    /** The first few of each code. */
    List<KeptReject> samples() {
        return state.rejects().samples(name, SAMPLES_A_CODE);
    }

    /** A chunk without rejects costs nothing, unless an earlier try of it had some. */
    @Override
    public void keep(Chunk chunk) {
        String place = chunk.partition().id() + "@" + chunk.from().ordinal();
        boolean some = !chunk.rejects().isEmpty() || !chunk.kept().isEmpty();
        if (some || tried.contains(place)) {
            tried.add(place);
            state.rejects().save(name, chunk);
            KillPoint.pass("rejects-kept");
        }
    }

    @Override
    public void written(Chunk chunk) {
        if (tried.remove(chunk.partition().id() + "@" + chunk.from().ordinal())) {
            KillPoint.pass("before-render");
            render();
        }
    }

    /** Brings the file up to date with the database. */
    void render() {
        file.render();
    }

    /** Forgets what was kept of chunks that never came to be written. */
    void forgetBeyond(List<LedgerRow> ledger) {
        for (LedgerRow row : ledger) {
            state.rejects().forgetFrom(name, row.partition(), row.position().ordinal());
        }
    }

    void forget() {
        state.rejects().forget(name);
        render();
    }
}
