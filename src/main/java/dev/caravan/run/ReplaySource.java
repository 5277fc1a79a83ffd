package dev.caravan.run;

import dev.caravan.model.Chunk;
import dev.caravan.model.Fate;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.repository.KeptReject;
import dev.caravan.repository.PipelineName;
import dev.caravan.repository.Rejects;
import dev.caravan.spi.Source;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A source of which only the rejected records, and those with rejected children, go any further. */
final class ReplaySource implements Source {
    private final Source source;
    private final PipelineName name;
    private final Rejects rejects;

    ReplaySource(Source source, PipelineName name, Rejects rejects) {
        this.source = source;
        this.name = name;
        this.rejects = rejects;
    }

    @Override
    public List<Partition> open() {
        return source.open();
    }

    @Override
    public String identity(Partition partition) {
        return source.identity(partition);
    }

    @Override
    public String stamp(Partition partition) {
        return source.stamp(partition);
    }

    @Override
    public Chunk read(Partition partition, Position from, int most) {
        Chunk chunk = source.read(partition, from, most);
        int count = chunk.records().count();
        Set<Long> wanted = rejects.page(name, partition.id(), from.ordinal(), Math.max(1, count)).stream()
                .filter(KeptReject::rejected)
                .map(KeptReject::reject)
                .map(reject -> reject.ordinal())
                .collect(Collectors.toSet());
        for (int record = 0; record < count; record++) {
            if (chunk.pending(record) && !wanted.contains(chunk.records().ordinal(record))) {
                chunk.settle(record, Fate.FILTERED);
            }
        }
        return chunk;
    }

    @Override
    public void close() {
        source.close();
    }
}
