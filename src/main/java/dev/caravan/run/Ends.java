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
import java.util.stream.Collectors;

/**
 * The source end of a pipeline, opened: its partitions and what each of them holds.
 *
 * @param identities by the partition's id; see {@link Source#identity}
 */
record Ends(Source source, List<Partition> partitions, Map<String, String> identities) {

    /** Opens the source and looks at every partition. */
    static Ends open(Source source) {
        List<Partition> partitions = source.open();
        Map<String, String> identities = new HashMap<>();
        for (Partition partition : partitions) {
            identities.put(partition.id(), source.identity(partition));
        }
        return new Ends(source, partitions, identities);
    }

    /** Refuses a source that is not what it was when the ledger was begun. */
    void mustMatch(Pipeline pipeline, List<LedgerRow> ledger) {
        Set<String> gone = new TreeSet<>();
        Set<String> changed = new TreeSet<>();
        for (LedgerRow row : ledger) {
            String now = identities.get(row.partition());
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
