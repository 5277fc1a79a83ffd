package dev.caravan.verifier;

import java.util.List;

/** Finds the keys of one round that are not alike on both sides. */
final class Searching implements Stage {
    private final Group group;
    private final Round round;
    private final List<Findings> findings;
    private final KeyRound keys;

    Searching(Group group, Round round, List<Findings> findings) {
        this.group = group;
        this.round = round;
        this.findings = findings;
        this.keys = new KeyRound(group, round);
    }

    @Override
    public boolean step() {
        if (!keys.step()) {
            return false;
        }
        round.tables().forEach(this::judge);
        return true;
    }

    @Override
    public long rows() {
        return keys.rows();
    }

    @Override
    public void close() {
        keys.close();
    }

    private void judge(int table) {
        KeyTable found = keys.keys(table);
        Findings into = findings.get(table);
        for (int entry = 0; entry < found.size(); entry++) {
            Verdict verdict = found.verdict(entry, group.plan().existing());
            int expected = found.count(entry, Side.EXPECTED);
            int actual = found.count(entry, Side.ACTUAL);
            into.tally().add(verdict, expected, actual);
            into.named().offer(new KeyDigest(found.keyHigh(entry), found.keyLow(entry)), verdict, expected, actual);
        }
        into.met().add(keys.sums(table));
    }
}
