package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.spi.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * The source end of a pipeline, opened: its partitions and what each of them holds. That may take as long as reading all of it, so
 * it is looked up beside whatever is opened meanwhile.
 */
final class Ends implements AutoCloseable {
    private final Source source;
    private final List<Partition> partitions;
    private final FutureTask<Map<String, String>> identities;

    private Ends(Source source, List<Partition> partitions) {
        this.source = source;
        this.partitions = partitions;
        this.identities = new FutureTask<>(this::identify);
    }

    /** Opens the source and begins to look at every partition. */
    static Ends open(Source source) {
        Ends ends = new Ends(source, source.open());
        Thread thread = new Thread(ends.identities, "identify");
        thread.setDaemon(true);
        thread.start();
        return ends;
    }

    /** The source; to be read once {@link #identities} is known. */
    Source source() {
        return source;
    }

    List<Partition> partitions() {
        return partitions;
    }

    /** By the partition's id, see {@link Source#identity}; waits until they are known. */
    Map<String, String> identities() {
        try {
            return identities.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.ABORTED, "source", "interrupted; run it again", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new CaravanException(ErrorCode.INTERNAL, "source", "looking at it failed; report this", e.getCause());
        }
    }

    @Override
    public void close() {
        identities.cancel(true);
        source.close();
    }

    private Map<String, String> identify() {
        Map<String, String> found = new HashMap<>();
        for (Partition partition : partitions) {
            found.put(partition.id(), source.identity(partition));
        }
        return found;
    }

    /** Refuses a source that is not what it was when the ledger was begun. */
    void mustMatch(Pipeline pipeline, List<LedgerRow> ledger) {
        Set<String> gone = new TreeSet<>();
        Set<String> changed = new TreeSet<>();
        for (LedgerRow row : ledger) {
            String now = identities().get(row.partition());
            if (now == null) {
                gone.add(row.partition());
            } else if (!now.equals(row.identity())) {
                changed.add(row.partition());
            }
        }
        if (!gone.isEmpty() || !changed.isEmpty()) {
            throw new CaravanException(
                    ErrorCode.SOURCE_CHANGED,
                    pipeline.export().from().name() + " "
                            + pipeline.export().from().shown(),
                    sentence("changed", changed) + sentence("gone", gone)
                            + "since the first start; put it back as it was, or start over with --fresh");
        }
    }

    private static String sentence(String what, Set<String> partitions) {
        if (partitions.isEmpty()) {
            return "";
        }
        String some = partitions.stream().limit(5).map(id -> "'" + id + "'").collect(Collectors.joining(", "));
        String more = partitions.size() > 5 ? " and " + (partitions.size() - 5) + " more" : "";
        return some + more + (partitions.size() == 1 ? " is " : " are ") + what + " ";
    }

    /** What people should know before they look at a copy with so many open partitions; empty for none. */
    String unfinished(int open) {
        return open == 0
                ? ""
                : "the copy is not finished, " + open + " of " + partitions.size()
                        + " partitions are not done: what is missing may not have come yet; run it to its end, then verify";
    }
}
