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
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * The source end of a pipeline, opened: its partitions and what each of them holds. That may take as long as reading all of it, so
 * it is looked up beside whatever is opened meanwhile, and beside the copy where the source has stamps.
 */
final class Ends implements AutoCloseable, Contents {
    private final Source source;
    private final List<Partition> partitions;
    private final Map<String, String> stamps;
    private final FutureTask<Map<String, String>> identities;
    private volatile boolean known;

    private Ends(Source source, List<Partition> partitions) {
        this.source = source;
        this.partitions = partitions;
        this.stamps = partitions.stream().collect(Collectors.toMap(Partition::id, source::stamp));
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

    /** The source; to be read once {@link #contents} were asked for. */
    Source source() {
        return source;
    }

    List<Partition> partitions() {
        return partitions;
    }

    /** What the partitions hold; waits until it is known of all that have no stamp. */
    Contents contents() {
        if (stamps.containsValue("")) {
            identities();
        }
        return this;
    }

    @Override
    public String now(String partition) {
        return known ? settled(partition) : stamps.get(partition);
    }

    @Override
    public String settled(String partition) {
        return identities().get(partition);
    }

    private Map<String, String> identities() {
        try {
            return identities.get();
        } catch (CancellationException e) {
            throw new CaravanException(
                    ErrorCode.ABORTED, "source", "closed before all of it was seen; run it again", e);
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
        // Who has stamps is read by others meanwhile, and told by its own close
        identities.cancel(stamps.containsValue(""));
        source.close();
    }

    private Map<String, String> identify() {
        Map<String, String> found = new HashMap<>();
        for (Partition partition : partitions) {
            found.put(partition.id(), source.identity(partition));
        }
        known = true;
        return found;
    }

    /**
     * Refuses a source that is not what it was when the ledger was begun. A row with a stamp was written before the identity was
     * known: then nobody may have touched the source since.
     */
    void mustMatch(Pipeline pipeline, List<LedgerRow> ledger) {
        Set<String> gone = new TreeSet<>();
        Set<String> changed = new TreeSet<>();
        for (LedgerRow row : ledger) {
            boolean early = row.identity().startsWith(Source.STAMP);
            String now = early ? stamps.get(row.partition()) : settled(row.partition());
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
