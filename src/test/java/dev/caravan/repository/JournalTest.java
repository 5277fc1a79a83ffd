package dev.caravan.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalTest {
    @TempDir
    Path folder;

    private Database database;
    private Journal journal;

    @BeforeEach
    void open() {
        database = Database.open(folder, new TickingClock("2026-03-01T01:00:00Z"));
        journal = new Journal(database, new TickingClock("2026-03-01T02:00:00Z"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void shouldGiveBackEntriesAsTheyWereWritten() {
        ObjectNode evidence =
                JsonNodeFactory.instance.objectNode().put("zeta", 1).put("alpha", "ü\u0000\n\"");
        JournalNote note = new JournalNote("orders", "ada", "pause turns", "lunch", evidence);

        JournalEntry written = journal.append(note);
        journal.append(note("second"));

        assertThat(written.number()).isEqualTo(1);
        assertThat(written.at()).isEqualTo(Instant.parse("2026-03-01T02:00:00Z"));
        assertThat(journal.entries(0, 10)).hasSize(2).first().isEqualTo(written);
        assertThat(journal.entries(1, 10))
                .extracting(entry -> entry.note().what())
                .containsExactly("second");
        assertThat(journal.entries(0, 1)).hasSize(1);
    }

    @Test
    void shouldHashTheCanonicalTextAndTheHashBefore() {
        journal.append(new JournalNote(
                "m",
                "who",
                "what",
                "why",
                JsonNodeFactory.instance.objectNode().put("b", 1.50).put("a", 2)));

        // sha256 of 64 zeros, a line feed, and the entry with sorted keys: computed by sha256sum
        String entry =
                "{\"at\":\"2026-03-01T02:00:00Z\",\"evidence\":{\"a\":2,\"b\":1.5},\"migration\":\"m\",\"number\":1,"
                        + "\"what\":\"what\",\"who\":\"who\",\"why\":\"why\"}";
        assertThat(one("SELECT entry FROM journal")).isEqualTo(entry);
        assertThat(journal.head())
                .isEqualTo(new JournalHead(1, "a87dd57e77ba84b3e9380edbd2a42b9a4ed46db28fe21a423db6b8c6311255f7"));
    }

    @Test
    void shouldProveAnUntouchedJournal() {
        assertThatCode(journal::verify).doesNotThrowAnyException();
        fill(203);

        assertThatCode(journal::verify).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 101, 201, 202})
    void shouldNameAnEntryThatWasEdited(int number) {
        fill(202);

        sql("UPDATE journal SET entry = replace(entry, 'what', 'WHAT') WHERE number = " + number);

        assertBroken(number, "not as it was written");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 11})
    void shouldNameAnEntryWhoseHashWasEdited(int number) {
        fill(12);

        sql("UPDATE journal SET hash = '" + "a".repeat(64) + "' WHERE number = " + number);

        assertBroken(number, "not as it was written");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 11, 12})
    void shouldNameAnEntryThatWasDeleted(int number) {
        fill(12);

        sql("DELETE FROM journal WHERE number = " + number);

        assertBroken(number, "is missing");
    }

    @Test
    void shouldNameAGapThatWasClosed() {
        fill(12);

        sql("DELETE FROM journal WHERE number = 5; UPDATE journal SET number = number - 1 WHERE number > 5");

        assertBroken(5, "not in its place");
    }

    @ParameterizedTest
    @CsvSource({"1,2", "5,6", "1,12", "3,9"})
    void shouldNameTheFirstOfTwoSwappedEntries(int one, int other) {
        fill(12);

        sql("UPDATE journal SET number = 1000 WHERE number = " + one + "; UPDATE journal SET number = " + one
                + " WHERE number = " + other + "; UPDATE journal SET number = " + other + " WHERE number = 1000");

        assertBroken(one, "not in its place");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 11})
    void shouldNoticeACutThatTheHeadInTheDatabaseWasMadeToFit(int left) {
        fill(12);

        sql("DELETE FROM journal WHERE number > " + left + "; UPDATE journal_head SET number = " + left
                + ", hash = coalesce((SELECT hash FROM journal WHERE number = " + left + "), '" + "0".repeat(64)
                + "')");

        assertBroken(left + 1, "is missing: journal.head counts 12 entries");
    }

    @Test
    void shouldNoticeThatTheWholeJournalIsGoneAndSayHowToGoOn() {
        fill(12);

        sql("DELETE FROM journal; UPDATE journal_head SET number = 0, hash = '" + "0".repeat(64) + "'");

        assertThatThrownBy(() -> journal.verify())
                .isInstanceOfSatisfying(CaravanException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.STATE_UNUSABLE);
                    assertThat(e.where()).endsWith("journal.head");
                })
                .hasMessageContainingAll("counts 12 journal entries", "move this file away and run again");
    }

    @Test
    void shouldNoticeACutThatTheFileWasMadeToFit() throws IOException {
        fill(12);
        String eleven = "11 " + one("SELECT hash FROM journal WHERE number = 11") + "\n";

        sql("DELETE FROM journal WHERE number = 12");
        Files.writeString(folder.resolve("journal.head"), eleven);

        assertBroken(12, "is missing: the head in the database counts 12 entries");
    }

    @Test
    void shouldNoticeAWholeNewJournalByTheHeadInTheFile() throws IOException {
        fill(12);
        Path head = folder.resolve("journal.head");
        String kept = Files.readString(head);

        sql("DELETE FROM journal; UPDATE journal_head SET number = 0, hash = '" + "0".repeat(64) + "'");
        for (int i = 0; i < 12; i++) {
            journal.append(note("another " + i));
        }
        Files.writeString(head, kept);

        assertBroken(12, "has another hash than journal.head says");
    }

    @Test
    void shouldNoticeAnEntryThatWasPutBehindTheHead() {
        fill(2);
        String entry = one("SELECT entry FROM journal WHERE number = 2");
        String hash = Journal.hash(journal.head().hash(), entry);

        sql("INSERT INTO journal VALUES (3, '" + entry + "', '" + hash + "')");

        assertBroken(3, "not added by Caravan");
    }

    @Test
    void shouldNoticeThatTheHeadIsGone() {
        fill(2);

        sql("DELETE FROM journal_head");

        assertThatThrownBy(journal::verify).isInstanceOf(CaravanException.class).hasMessageContaining("is gone");
        assertThatThrownBy(() -> journal.append(note("more"))).hasMessageContaining("is gone");
    }

    @Test
    void shouldRefuseAHeadFileThatIsNoHead() throws IOException {
        fill(2);
        Files.writeString(folder.resolve("journal.head"), "2 abc\n");

        assertThatThrownBy(journal::verify)
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.where()).endsWith("journal.head"))
                .hasMessageContaining("not a line of a number and a hash");
    }

    @Test
    void shouldTakeAHeadFileThatIsBehindForACrashAndNotForAnAttack() throws IOException {
        fill(5);
        Path head = folder.resolve("journal.head");
        String five = Files.readString(head);
        fill(3);
        Files.writeString(head, five);

        assertThatCode(journal::verify).doesNotThrowAnyException();
        Files.delete(head);
        assertThatCode(journal::verify).doesNotThrowAnyException();
    }

    @Test
    void shouldReplaceAHeadFileOfAnotherLength() throws IOException {
        fill(5);
        Path head = folder.resolve("journal.head");
        Files.writeString(head, "5 " + journal.head().hash() + "\nand more than a line has".repeat(3));

        fill(1);

        assertThat(Files.readString(head))
                .isEqualTo("000000000000000006 " + journal.head().hash() + "\n");
        assertThatCode(journal::verify).doesNotThrowAnyException();
    }

    @Test
    void shouldKeepTheHeadFileForItsOwnerAlone() throws IOException {
        fill(1);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("journal.head"))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldStayWholeWhenSeveralProcessesWriteAndAreKilled() {
        List<String> said = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            try (ChildJvm one = ChildJvm.start(WritingChild.class, folder);
                    ChildJvm two = ChildJvm.start(WritingChild.class, folder)) {
                for (int i = 0; i < 10 + 17 * round; i++) {
                    said.add(one.line());
                    said.add(two.line());
                }
                one.kill();
                two.kill();
            }
            assertThatCode(journal::verify).doesNotThrowAnyException();
        }

        List<String> kept = new ArrayList<>();
        journal.entries(0, 100_000).forEach(entry -> kept.add(entry.number() + " " + entry.hash()));
        assertThat(said).hasSizeGreaterThan(200).doesNotHaveDuplicates();
        assertThat(kept).containsAll(said);
    }

    private void fill(int entries) {
        for (int i = 0; i < entries; i++) {
            journal.append(note("what " + i));
        }
    }

    private static JournalNote note(String what) {
        return new JournalNote("orders", "ada", what, "", JsonNodeFactory.instance.objectNode());
    }

    private void assertBroken(int number, String what) {
        assertThatThrownBy(journal::verify)
                .isInstanceOfSatisfying(CaravanException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.STATE_UNUSABLE);
                    assertThat(e.where()).endsWith("caravan.db journal entry " + number);
                })
                .hasMessageContaining(what);
    }

    private void sql(String script) {
        database.write(session -> {
            session.script(script);
            return null;
        });
    }

    private String one(String sql) {
        return database.read(session -> session.first(sql, row -> row.getString(1)))
                .orElseThrow();
    }

    /** Writes entries without end and prints number and hash of each once it is written. */
    static final class WritingChild {
        public static void main(String[] arguments) {
            try (Database database = Database.open(Path.of(arguments[0]), Clock.systemUTC())) {
                Journal journal = new Journal(database, Clock.systemUTC());
                while (true) {
                    JournalEntry entry = journal.append(note("what"));
                    System.out.println(entry.number() + " " + entry.hash());
                }
            }
        }
    }
}
