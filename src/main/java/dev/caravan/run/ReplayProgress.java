package dev.caravan.run;

import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.Fate;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.Reject;
import dev.caravan.repository.KeptReject;
import dev.caravan.repository.PipelineName;
import dev.caravan.repository.Rejects;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A partition whose rejects are brought in once more. The ledger's position stays; its counts change by what became of the
 * records that were rejected before, and of the children that were.
 *
 * <p>A replay that died after a commit leaves rejects that the ledger does not count any more: as many as are kept too
 * many were brought in already, and are not counted again.
 */
final class ReplayProgress implements PartitionState {
    private final Partition partition;
    private final PipelineName name;
    private final Rejects rejects;
    private final Position until;
    private LedgerRow row;
    private LedgerRow next;
    private Map<String, Long> counted;
    private Map<String, Long> nextCounted = Map.of();
    private Position reading = Position.START;
    private boolean done;
    private double travelled;

    ReplayProgress(Partition partition, LedgerRow row, PipelineName name, Rejects rejects) {
        this.partition = partition;
        this.row = row;
        this.next = row;
        this.name = name;
        this.rejects = rejects;
        this.until = row.position();
        this.counted = tooMany(rejects.rows(name, partition.id()), row);
    }

    @Override
    public Partition partition() {
        return partition;
    }

    @Override
    public Position reading() {
        return reading;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public Counts counts() {
        return row.counts();
    }

    @Override
    public Map<String, Counts> children() {
        return row.children();
    }

    @Override
    public double travelled() {
        return travelled;
    }

    @Override
    public LedgerRow row() {
        return row;
    }

    @Override
    public void read(Chunk chunk) {
        reading = chunk.to();
    }

    @Override
    public LedgerRow after(Chunk chunk, Instant now) {
        Set<Long> records = new HashSet<>();
        Map<String, Long> childrenBefore = new TreeMap<>();
        before(chunk, records, childrenBefore);
        nextCounted = new HashMap<>(counted);
        removeCounted(chunk, records);
        next = new LedgerRow(
                row.partition(),
                row.position(),
                row.done(),
                records(chunk, records),
                children(chunk, records, childrenBefore),
                row.identity(),
                now);
        return next;
    }

    @Override
    public void settle(Chunk chunk) {
        row = next;
        counted = nextCounted;
        done = chunk.last() || chunk.to().ordinal() >= until.ordinal();
        travelled = PartitionState.travelled(partition, chunk, travelled);
    }

    /** By child table, and by an empty name for records: how many rejects the ledger does not count as such. */
    private static Map<String, Long> tooMany(Map<String, Long> kept, LedgerRow row) {
        Map<String, Long> tooMany = new HashMap<>();
        kept.forEach((table, rows) -> {
            Counts counts = table.isEmpty() ? row.counts() : row.children().getOrDefault(table, Counts.ZERO);
            tooMany.put(table, Math.max(0, rows - counts.rejected()));
        });
        return tooMany;
    }

    /** A record that was brought in by a replay that died is found equal now. */
    private void removeCounted(Chunk chunk, Set<Long> records) {
        for (int record = 0; record < chunk.records().count(); record++) {
            long left = nextCounted.getOrDefault("", 0L);
            if (left > 0
                    && chunk.fate(record) == Fate.SKIPPED
                    && records.remove(chunk.records().ordinal(record))) {
                nextCounted.put("", left - 1);
            }
        }
    }

    /** How many children were rejected before and are not any more, without those that are counted already. */
    private long mended(String table, long before, long now) {
        long left = nextCounted.getOrDefault(table, 0L);
        long again = Math.min(left, Math.max(0, before - now));
        nextCounted.put(table, left - again);
        return before - now - again;
    }

    /** What was rejected of this chunk until now: whole records, and children of accepted ones by table. */
    private void before(Chunk chunk, Set<Long> records, Map<String, Long> childrenBefore) {
        int count = Math.max(1, chunk.records().count());
        List<KeptReject> known = rejects.page(name, partition.id(), chunk.from().ordinal(), count).stream()
                .filter(kept ->
                        kept.rejected() && kept.reject().ordinal() < chunk.to().ordinal())
                .toList();
        known.stream()
                .map(KeptReject::reject)
                .filter(reject -> reject.child().isEmpty())
                .forEach(reject -> records.add(reject.ordinal()));
        known.stream()
                .map(KeptReject::reject)
                .filter(reject -> !reject.child().isEmpty())
                .forEach(reject -> childrenBefore.merge(table(reject), 1L, Long::sum));
    }

    private Counts records(Chunk chunk, Set<Long> before) {
        Counts sum = row.counts();
        for (int record = 0; record < chunk.records().count(); record++) {
            if (before.contains(chunk.records().ordinal(record)) && chunk.fate(record) != Fate.REJECTED) {
                sum = moved(sum, chunk.fate(record));
            }
        }
        return sum;
    }

    private static Counts moved(Counts counts, Fate to) {
        return new Counts(
                counts.read(),
                counts.imported() + (to == Fate.IMPORTED ? 1 : 0),
                counts.filtered() + (to == Fate.FILTERED ? 1 : 0),
                counts.rejected() - 1,
                counts.skipped() + (to == Fate.SKIPPED ? 1 : 0));
    }

    private Map<String, Counts> children(Chunk chunk, Set<Long> records, Map<String, Long> before) {
        Map<String, Counts> sum = new HashMap<>(row.children());
        Map<String, Long> now = new TreeMap<>();
        for (Reject reject : chunk.rejects()) {
            if (!reject.child().isEmpty() && !records.contains(reject.ordinal())) {
                now.merge(table(reject), 1L, Long::sum);
            }
        }
        for (int child = 0; child < chunk.children().size(); child++) {
            String table = chunk.children().get(child).table();
            long mended = mended(table, before.getOrDefault(table, 0L), now.getOrDefault(table, 0L));
            Counts gained = chunk.childCounts(
                    child, record -> records.contains(chunk.records().ordinal(record)));
            sum.merge(table, gained, Counts::plus);
            Counts counts = sum.get(table);
            sum.put(
                    table,
                    new Counts(
                            counts.read(),
                            counts.imported() + mended,
                            counts.filtered(),
                            counts.rejected() - mended,
                            counts.skipped()));
        }
        return sum;
    }

    private static String table(Reject reject) {
        return reject.child().substring(0, reject.child().lastIndexOf('#'));
    }
}
