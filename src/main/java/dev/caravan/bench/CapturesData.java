package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.SplittableRandom;

/**
 * A table of conversations with an assistant in an SQLite database, about 340 bytes a row: texts in several scripts, JSON, some
 * values missing. The same seed makes the same rows.
 */
final class CapturesData {
    private static final String[] WORDS = {
        "the",
        "a",
        "of",
        "to",
        "and",
        "route",
        "camel",
        "config",
        "error",
        "user",
        "agent",
        "please",
        "fix",
        "test",
        "value",
        "field",
        "mapper",
        "batch",
        "memory",
        "context",
        "window",
        "session",
        "token",
        "deploy",
        "cluster",
        "schema",
        "index",
        "vector",
        "search",
        "query",
        "result",
        "summary",
        "note",
        "plan",
        "review",
        "commit",
        "branch",
        "merge",
        "naïve",
        "café",
        "über",
        "straße",
        "Привет",
        "мир",
        "日本語",
        "データ",
        "移行",
        "🚀",
        "🙂",
        "'quoted'",
        "\"double\"",
        "it's",
        "a\\b",
        "tab\there",
        "line\nbreak",
        "\\N",
        "null",
        ",comma;",
        "100%",
        "<tag>"
    };
    private static final int BATCH = 10_000;
    private static final int COLUMNS = 6;

    private final SplittableRandom random;
    private final Key key;

    /** What the rows are told apart by. */
    enum Key {
        /** Ascending numbers. */
        NUMBER("INTEGER"),
        /** Texts that do not come in their own order. */
        SHUFFLED_TEXT("TEXT");

        private final String type;

        Key(String type) {
            this.type = type;
        }
    }

    private CapturesData(Key key, long seed) {
        this.key = key;
        this.random = new SplittableRandom(seed);
    }

    /** Writes the database anew; answers how many bytes it has. */
    static long write(Path database, Key key, int records, long seed) throws IOException {
        Files.deleteIfExists(database);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = OFF");
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("CREATE TABLE captures (id " + key.type + " PRIMARY KEY, session_id TEXT, timestamp TEXT,"
                    + " user_text TEXT, agent_text TEXT, metadata TEXT)");
            connection.setAutoCommit(false);
            new CapturesData(key, seed).insert(connection, records);
            connection.commit();
        } catch (SQLException e) {
            throw new IOException(database + " cannot be made: " + e.getMessage(), e);
        }
        return Files.size(database);
    }

    private void insert(Connection connection, int records) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement("INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?)")) {
            for (int i = 1; i <= records; i++) {
                bind(row, i);
                row.addBatch();
                if (i % BATCH == 0 || i == records) {
                    row.executeBatch();
                }
            }
        }
    }

    private void bind(PreparedStatement row, int i) throws SQLException {
        if (key == Key.NUMBER) {
            row.setLong(1, i);
        } else {
            row.setString(1, "c-" + Long.toHexString((i * 0x9e3779b97f4a7c15L) >>> 1));
        }
        row.setString(2, "sess-" + Integer.toHexString(random.nextInt() >>> 8));
        row.setString(
                3, String.format("2024-%02d-%02dT%02d:%02d:%02dZ", i % 12 + 1, i % 28 + 1, i % 24, i % 60, i % 59));
        row.setString(4, words(random.nextInt(5, 17)));
        text(row, 5, i % 97 == 0 ? null : words(random.nextInt(12, 29)));
        text(row, COLUMNS, i % 50 == 0 ? null : metadata(i));
    }

    private static void text(PreparedStatement row, int column, String text) throws SQLException {
        if (text == null) {
            row.setNull(column, Types.VARCHAR);
            return;
        }
        row.setString(column, text);
    }

    private String metadata(int i) {
        return "{\"model\": \"" + (i % 2 == 0 ? "a-1" : "b-2") + "\", \"tokens\": " + random.nextInt(9000)
                + ", \"tags\": [\"" + WORDS[random.nextInt(12)] + "\", \"" + WORDS[random.nextInt(12)] + "\"], \"ok\": "
                + (i % 7 != 0) + "}";
    }

    private String words(int count) {
        StringBuilder text = new StringBuilder(WORDS[random.nextInt(WORDS.length)]);
        for (int i = 1; i < count; i++) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }
}
