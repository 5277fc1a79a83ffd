package dev.caravan.verifier;

import dev.caravan.model.LedgerRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Compares one group: the first reading, then rounds over the buckets that differ, then the repair where one is asked for. */
final class GroupComparison implements AutoCloseable {
    private static final double FIRST_READING = 0.8;

    private final Group group;
    private final Map<String, LedgerRow> ledger;
    private final List<Findings> findings = new ArrayList<>();
    private FirstReading summing;
    private List<Round> rounds = List.of();
    private int next;
    private Stage stage;
    private long roundRows;
    private long mended;
    private long deleted;
    private long inVain;
    private double shown;

    GroupComparison(Group group, Map<String, LedgerRow> ledger) {
        this.group = group;
        this.ledger = ledger;
        this.summing = group.ordered() ? new Merging(group, ledger) : new Summing(group, ledger);
        for (int table : group.all()) {
            findings.add(new Findings(group.options().named()));
        }
        plan();
    }

    boolean finished() {
        return summing.finished() && next == rounds.size();
    }

    /** Does what belongs to one chunk; only while not {@link #finished}. */
    void step() {
        if (!summing.finished()) {
            summing.step();
            bySums();
            plan();
            return;
        }
        if (stage == null) {
            stage = begin(rounds.get(next));
        }
        if (stage.step()) {
            end();
        }
    }

    double share() {
        shown = Math.max(shown, shareNow());
        return shown;
    }

    private double shareNow() {
        if (!summing.finished()) {
            return FIRST_READING * summing.share();
        }
        return rounds.isEmpty() ? 1 : FIRST_READING + (1 - FIRST_READING) * next / rounds.size();
    }

    long rows() {
        return inVain + summing.read() + roundRows + (stage == null ? 0 : stage.rows());
    }

    /** What goes on, for people. */
    String doing() {
        if (!summing.finished()) {
            return summing.doing();
        }
        return next == rounds.size()
                ? "compared"
                : switch (rounds.get(next).purpose()) {
                    case FIND -> "finding what differs, round " + (next + 1);
                    case NAME -> "naming what differs";
                    case DELETE -> "deleting what is too much";
                    case MEND -> "repairing";
                };
    }

    /** How many rows the repair wrote and how many keys it deleted. */
    long repaired() {
        return mended + deleted;
    }

    Group group() {
        return group;
    }

    FirstReading summing() {
        return summing;
    }

    Findings findings(int table) {
        return findings.get(table);
    }

    void write(StateOutput out) {
        group.write(out);
        out.flag(summing instanceof Merging);
        summing.write(out);
        out.number(inVain);
        out.small(next);
        out.number(roundRows);
        out.number(mended);
        out.number(deleted);
        findings.forEach(of -> of.write(out));
    }

    void read(StateInput in) {
        group.read(in);
        if (!in.flag() && summing instanceof Merging) {
            summing.close();
            summing = new Summing(group, ledger);
        }
        summing.read(in);
        inVain = in.number();
        next = in.small();
        roundRows = in.number();
        mended = in.number();
        deleted = in.number();
        findings.forEach(of -> of.read(in));
        plan();
        if (next < 0 || next > rounds.size()) {
            throw in.broken("it speaks of round " + next + " of " + rounds.size());
        }
    }

    @Override
    public void close() {
        summing.close();
        if (stage != null) {
            stage.close();
        }
        group.close();
    }

    /** A side that is in another order than its catalogue says is compared by sums, from the start. */
    private void bySums() {
        if (summing instanceof Merging merging && merging.gaveUp()) {
            inVain += merging.read();
            merging.close();
            summing = new Summing(group, ledger);
        }
    }

    /** Lays out the rounds once the sums are known; the same sums give the same rounds, also after a break. */
    private void plan() {
        if (!summing.finished()) {
            return;
        }
        List<Round> all = new ArrayList<>(rounds(Round.Purpose.FIND, group.all()));
        if (!all.isEmpty()) {
            all.add(new Round(Round.Purpose.NAME, List.of()));
        }
        List<Integer> childrenFirst = new ArrayList<>(group.all());
        Collections.reverse(childrenFirst);
        if (group.repair() != null && group.repair().deleteExtra()) {
            childrenFirst.forEach(table -> all.addAll(rounds(Round.Purpose.DELETE, List.of(table))));
        }
        if (group.repair() != null) {
            group.all().forEach(table -> all.addAll(rounds(Round.Purpose.MEND, List.of(table))));
        }
        rounds = List.copyOf(all);
    }

    private List<Round> rounds(Round.Purpose purpose, List<Integer> tables) {
        return Round.over(purpose, tables, summing.sums(), group.options().roundEntries(), summing.filter());
    }

    private Stage begin(Round round) {
        return switch (round.purpose()) {
            case FIND -> new Searching(group, round, findings);
            case NAME -> new Naming(group, findings);
            case DELETE -> new Deleting(group, round);
            case MEND -> new Mending(group, round);
        };
    }

    private void end() {
        roundRows += stage.rows();
        if (stage instanceof Mending mending) {
            mended += mending.mended();
        }
        if (stage instanceof Deleting deleting) {
            deleted += deleting.deleted();
        }
        stage.close();
        stage = null;
        next++;
    }
}
