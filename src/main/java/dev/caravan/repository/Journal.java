package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Who did what, when, why, and what came of it. Entries are only ever added; each carries the hash of the one before,
 * so an entry that was changed, removed or moved is found. The head is kept in the database and in {@code
 * STATE/journal.head}, and stands in every report.
 *
 * <p>What it cannot do: who may write the whole state can write a new journal. Keep heads where they cannot.
 *
 * <p>Safe for use by several threads and processes.
 */
public final class Journal {
    private static final String COLUMNS = "SELECT number, entry, hash FROM journal ";

    private final Database database;
    private final Clock clock;
    private final HeadFile headFile;
    private final Json json = new Json();

    public Journal(Database database, Clock clock) {
        this.database = requireNonNull(database, "database is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.headFile = new HeadFile(database.file().resolveSibling("journal.head"));
    }

    /**
     * Adds an entry; durable on return.
     *
     * @throws dev.caravan.model.CaravanException IO_FAILED; when only the file of the head failed, the entry is there
     */
    public JournalEntry append(JournalNote note) {
        JournalEntry added = database.write(session -> add(session, note));
        show(added);
        return added;
    }

    /** Adds an entry in a transaction of the caller's, who shows it once that is durable. */
    JournalEntry add(Session session, JournalNote note) throws SQLException {
        JournalHead head = head(session);
        Instant at = clock.instant();
        String entry = text(head.number() + 1, at, note);
        String hash = hash(head.hash(), entry);
        session.update("INSERT INTO journal (number, entry, hash) VALUES (?, ?, ?)", head.number() + 1, entry, hash);
        session.update("UPDATE journal_head SET number = ?, hash = ?", head.number() + 1, hash);
        return new JournalEntry(head.number() + 1, at, note, hash);
    }

    /** Puts a durable entry into the file of the head. */
    void show(JournalEntry added) {
        headFile.write(new JournalHead(added.number(), added.hash()));
    }

    /** The last entry's number and hash. */
    public JournalHead head() {
        return database.read(Journal::head);
    }

    /**
     * Entries in order.
     *
     * @param after the number after which to begin
     * @param most how many, at the most
     */
    public List<JournalEntry> entries(long after, int most) {
        return database.read(session ->
                session.list(COLUMNS + "WHERE number > ? ORDER BY number LIMIT ?", this::entry, after, most));
    }

    /** The entries about a migration in which one of these happened, in order. */
    public List<JournalEntry> entries(String migration, List<String> what) {
        return database.read(session -> session.list(
                COLUMNS + "WHERE json_extract(entry, '$.migration') = ? AND json_extract(entry, '$.what') IN"
                        + " (SELECT value FROM json_each(?)) ORDER BY number",
                this::entry,
                migration,
                json.texts(what)));
    }

    /** The youngest entries about a migration, {@code most} at the most, in order. */
    public List<JournalEntry> youngest(String migration, int most) {
        List<JournalEntry> entries = new ArrayList<>(database.read(session -> session.list(
                COLUMNS + "WHERE json_extract(entry, '$.migration') = ? ORDER BY number DESC LIMIT ?",
                this::entry,
                migration,
                most)));
        Collections.reverse(entries);
        return entries;
    }

    /**
     * Reads the whole journal and proves that nothing was changed, removed or moved.
     *
     * @throws dev.caravan.model.CaravanException STATE_UNUSABLE, naming the first entry that is not as it was written
     */
    public void verify() {
        new JournalProof(database, headFile).run();
    }

    static JournalHead head(Session session) throws SQLException {
        return session.first(
                        "SELECT number, hash FROM journal_head",
                        row -> new JournalHead(row.getLong(1), row.getString(2)))
                .orElseThrow(() -> new CaravanException(
                        ErrorCode.STATE_UNUSABLE,
                        "journal_head",
                        "is gone; somebody changed the journal: find out who, and compare with the journal heads in the"
                                + " reports"));
    }

    static String hash(String before, String entry) {
        return Sha256.hex(before + "\n" + entry);
    }

    private String text(long number, Instant at, JournalNote note) {
        ObjectNode entry = json.object()
                .put("number", number)
                .put("at", at.toString())
                .put("migration", note.migration())
                .put("who", note.who())
                .put("what", note.what())
                .put("why", note.why());
        entry.set("evidence", note.evidence());
        return json.text(entry);
    }

    private JournalEntry entry(ResultSet row) throws SQLException {
        JsonNode entry = json.tree(row.getString(2));
        JournalNote note = new JournalNote(
                entry.path("migration").asText(),
                entry.path("who").asText(),
                entry.path("what").asText(),
                entry.path("why").asText(),
                entry.path("evidence"));
        return new JournalEntry(row.getLong(1), Instant.parse(entry.path("at").asText()), note, row.getString(3));
    }
}
