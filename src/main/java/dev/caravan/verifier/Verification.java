package dev.caravan.verifier;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Finding;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.spi.SystemCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import net.openhft.hashing.LongHashFunction;

/**
 * Verifies one pipeline, in steps of a chunk each: {@link #step} until it says done, then {@link #results}.
 *
 * <p>{@link #state} can be kept after any step and given to {@link #resume} in this or another process; a round of the second
 * reading is then begun again, everything else goes on where it was. After a repair nothing is proved yet: verify anew. Used
 * by one thread at a time.
 */
public final class Verification implements AutoCloseable {
    private final VerificationPlan plan;
    private final VerifyOptions options;
    private final boolean mends;
    private final LongSupplier nanoTime;
    private final List<CheckResult> results = new ArrayList<>();
    private final List<Map.Entry<String, SystemCheck>> systemChecks;
    private final List<Group> groups;
    private final Map<String, LedgerRow> ledger = new LinkedHashMap<>();
    private final long rowSeed;
    private final long keySeed;
    private final long planDigest;
    private int group;
    private int systemCheck;
    private GroupComparison comparison;
    private long rowsBefore;
    private long repaired;
    private long nanos;

    private Verification(
            VerificationPlan plan,
            VerifyOptions options,
            Repair repair,
            long rowSeed,
            long keySeed,
            LongSupplier nanoTime) {
        this.plan = requireNonNull(plan, "plan is null");
        this.options = requireNonNull(options, "options is null");
        this.mends = repair != null;
        this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
        this.rowSeed = rowSeed;
        this.keySeed = keySeed;
        this.systemChecks = List.copyOf(plan.systemChecks().entrySet());
        plan.ledger().forEach(row -> ledger.put(row.partition(), row));
        List<Partition> partitions = open(plan);
        this.groups = Grouping.groups(plan, options, repair, partitions, new RowDigest(rowSeed, keySeed));
        this.planDigest = LongHashFunction.xx3()
                .hashChars(plan.pipeline()
                        + plan.table()
                        + plan.tables()
                        + plan.existing()
                        + options
                        + plan.owners().column()
                        + plan.owners().split()
                        + (repair != null)
                        + (repair != null && repair.deleteExtra())
                        + PartitionCursor.signature(partitions));
        this.comparison = next();
        strayPartitions(partitions);
    }

    /**
     * Begins: opens the source.
     *
     * @param repair how to mend what is found, or null to change nothing
     * @param seeds random numbers, best from a {@link java.security.SecureRandom}
     * @param nanoTime as {@link System#nanoTime}
     */
    public static Verification begin(
            VerificationPlan plan, VerifyOptions options, Repair repair, LongSupplier seeds, LongSupplier nanoTime) {
        return new Verification(plan, options, repair, seeds.getAsLong(), seeds.getAsLong(), nanoTime);
    }

    /**
     * Goes on from a kept state; plan, options and repair must be as they were.
     *
     * @throws CaravanException STATE_UNUSABLE when the state is broken or belongs to something else; begin anew then
     */
    public static Verification resume(
            VerificationPlan plan, VerifyOptions options, Repair repair, byte[] state, LongSupplier nanoTime) {
        StateInput in = new StateInput(plan.pipeline(), state);
        long digest = in.number();
        Verification verification = new Verification(plan, options, repair, in.number(), in.number(), nanoTime);
        if (digest != verification.planDigest) {
            verification.close();
            throw in.broken("it belongs to another pipeline, source, or set of options");
        }
        try {
            verification.read(in);
        } catch (RuntimeException e) {
            verification.close();
            throw e;
        }
        return verification;
    }

    /** Does the next piece of work: at most one chunk of one side is read, or one check of the system is run. */
    public VerifyProgress step() {
        long began = nanoTime.getAsLong();
        if (comparison != null) {
            stepGroup(began);
        } else if (systemCheck < systemChecks.size()) {
            results.add(run(systemChecks.get(systemCheck), began));
            systemCheck++;
        }
        return progress();
    }

    /** Where it stands. */
    public VerifyProgress progress() {
        boolean done = comparison == null && systemCheck == systemChecks.size();
        double share = comparison == null ? 1 : (group + comparison.share()) / groups.size();
        long rows = rowsBefore + (comparison == null ? 0 : comparison.rows());
        String doing = comparison != null
                ? comparison.doing()
                : done ? "done" : "checking " + systemChecks.get(systemCheck).getKey();
        return new VerifyProgress(done, share, rows, doing);
    }

    /** The results of the checks that are finished; all of them once done. */
    public List<CheckResult> results() {
        return List.copyOf(results);
    }

    /** How many rows the repair wrote and deleted; after more than none, verify anew. */
    public long repaired() {
        return repaired + (comparison == null ? 0 : comparison.repaired());
    }

    /** Where it stands, to be kept: at most about 250 KB for each table that is compared at once, and its findings. */
    public byte[] state() {
        StateOutput out = new StateOutput();
        out.number(planDigest);
        out.number(rowSeed);
        out.number(keySeed);
        out.list(results, result -> StateForms.write(out, result));
        out.small(group);
        out.small(systemCheck);
        out.number(rowsBefore);
        out.number(repaired);
        out.number(nanos);
        if (comparison != null) {
            comparison.write(out);
        }
        return out.finish();
    }

    @Override
    public void close() {
        if (comparison != null) {
            comparison.close();
        }
        plan.source().close();
    }

    private static List<Partition> open(VerificationPlan plan) {
        try {
            List<Partition> partitions = plan.source().open();
            Grouping.check(plan, partitions);
            return partitions;
        } catch (RuntimeException e) {
            plan.source().close();
            throw e;
        }
    }

    private void read(StateInput in) {
        results.addAll(in.list(() -> StateForms.readResult(in)));
        group = in.small();
        systemCheck = in.small();
        if (group < 0 || group > groups.size() || systemCheck < 0 || systemCheck > systemChecks.size()) {
            throw in.broken("it is further than this verification can be");
        }
        rowsBefore = in.number();
        repaired = in.number();
        nanos = in.number();
        comparison = next();
        if (comparison != null) {
            comparison.read(in);
        }
        in.end();
    }

    private GroupComparison next() {
        return group < groups.size() ? new GroupComparison(groups.get(group), ledger) : null;
    }

    private void stepGroup(long began) {
        if (!comparison.finished()) {
            comparison.step();
        }
        nanos += nanoTime.getAsLong() - began;
        if (comparison.finished()) {
            results.addAll(new GroupReport(comparison, nanos / 1e9).results());
            rowsBefore += comparison.rows();
            repaired += comparison.repaired();
            comparison.close();
            nanos = 0;
            group++;
            comparison = next();
        }
    }

    /** Partitions that were imported and are not in the source any more. */
    private void strayPartitions(List<Partition> partitions) {
        List<String> ids = partitions.stream().map(Partition::id).toList();
        ledger.keySet().stream()
                .filter(id -> comparison != null && !ids.contains(id))
                .forEach(id -> comparison
                        .summing()
                        .counts()
                        .find(id, "the ledger knows this part of the source, which is not there any more"));
    }

    private CheckResult run(Map.Entry<String, SystemCheck> check, long began) {
        if (mends) {
            check.getValue().mend();
        }
        List<Finding> findings = check.getValue().run();
        boolean good = findings.stream().allMatch(finding -> finding.kind().equals("notice"));
        SystemCheck.Measures measures = check.getValue().measures();
        return new CheckResult(
                plan.pipeline(),
                check.getKey(),
                "",
                good ? Outcome.PASS : Outcome.FAIL,
                measures.compared(),
                0,
                0,
                measures.different(),
                0,
                (nanoTime.getAsLong() - began) / 1e9,
                findings,
                measures.figures());
    }
}
