package dev.caravan.repository;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.util.List;
import java.util.Optional;

/** One reading of the whole journal, from the first entry to the head. */
final class JournalProof {
    /** The head of an empty journal. */
    static final JournalHead NOTHING = new JournalHead(0, "0".repeat(64));

    private static final int PAGE = 100;

    private final Database database;
    private final HeadFile headFile;
    private JournalHead last = NOTHING;

    JournalProof(Database database, HeadFile headFile) {
        this.database = database;
        this.headFile = headFile;
    }

    void run() {
        // Read first: entries that are added meanwhile only make the journal longer
        Optional<JournalHead> inFile = headFile.read();
        JournalHead inDatabase = database.read(Journal::head);
        for (List<Link> page = page(); !page.isEmpty(); page = page()) {
            for (Link link : page) {
                check(link);
                checkHead(inDatabase, "the head in the database");
                inFile.ifPresent(head -> checkHead(head, "journal.head"));
            }
        }
        checkLength(inDatabase, "the head in the database");
        inFile.filter(head -> inDatabase.number() == 0 && head.number() > 0).ifPresent(this::refuseNewDatabase);
        inFile.ifPresent(head -> checkLength(head, "journal.head"));
        if (last.number() > database.read(Journal::head).number()) {
            throw broken(last.number(), "was not added by Caravan: it lies beyond the head in the database");
        }
    }

    private List<Link> page() {
        return database.read(session -> session.list(
                "SELECT number, entry, hash FROM journal WHERE number > ? ORDER BY number LIMIT " + PAGE,
                row -> new Link(row.getLong(1), row.getString(2), row.getString(3)),
                last.number()));
    }

    private void check(Link link) {
        if (link.number() != last.number() + 1) {
            throw broken(last.number() + 1, "is missing");
        }
        if (!Journal.hash(last.hash(), link.entry()).equals(link.hash())) {
            throw broken(link.number(), "is not as it was written, or not in its place");
        }
        last = new JournalHead(link.number(), link.hash());
    }

    private void checkHead(JournalHead head, String where) {
        if (head.number() == last.number() && !head.hash().equals(last.hash())) {
            throw broken(last.number(), "has another hash than " + where + " says");
        }
    }

    private void checkLength(JournalHead head, String where) {
        if (head.number() > last.number()) {
            throw broken(last.number() + 1, "is missing: " + where + " counts " + head.number() + " entries");
        }
    }

    /** The database is new, the file is not: the journal went with the database of before. */
    private void refuseNewDatabase(JournalHead head) {
        throw new CaravanException(
                ErrorCode.STATE_UNUSABLE,
                headFile.file().toString(),
                "counts " + head.number()
                        + " journal entries, and the state database beside it is new; put the database"
                        + " back, or move this file away and run again: what is done is known by the ledger in the target");
    }

    private CaravanException broken(long number, String what) {
        return new CaravanException(
                ErrorCode.STATE_UNUSABLE,
                database.file() + " journal entry " + number,
                what + "; somebody changed the journal: find out who, and compare with the heads in the reports");
    }

    private record Link(long number, String entry, String hash) {}
}
