package dev.caravan.run;

import dev.caravan.model.Chunk;
import dev.caravan.model.KillPoint;
import dev.caravan.repository.PipelineName;
import dev.caravan.repository.Rejects;
import java.util.List;
import java.util.stream.LongStream;

/** Keeps what a replay still rejects, and takes out what it does not. */
final class ReplayBook implements RejectKeeper {
    private final PipelineName name;
    private final Rejects rejects;
    private final RejectBook file;

    ReplayBook(PipelineName name, Rejects rejects, RejectBook file) {
        this.name = name;
        this.rejects = rejects;
        this.file = file;
    }

    @Override
    public void keep(Chunk chunk) {
        rejects.saveReplayed(name, chunk);
        KillPoint.pass("rejects-kept");
    }

    @Override
    public void written(Chunk chunk) {
        List<Long> ordinals = LongStream.range(
                        chunk.from().ordinal(), chunk.to().ordinal())
                .boxed()
                .toList();
        rejects.removeReplayed(name, chunk, ordinals);
        file.render();
    }
}
