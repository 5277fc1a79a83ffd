package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** The data files that runs have taken along, by digest. Safe for use by several threads and processes. */
public final class SeenFiles {
    private static final String ADD =
            "INSERT OR IGNORE INTO seen_files (migration, pipeline, digest, name, run) VALUES (?, ?, ?, ?, ?)";

    private final Database database;

    public SeenFiles(Database database) {
        this.database = requireNonNull(database, "database is null");
    }

    /** The run that has taken a file of this content along; empty when none has. */
    public Optional<Seen> find(PipelineName pipeline, String digest) {
        return database.read(session -> session.first(
                "SELECT name, run FROM seen_files WHERE migration = ? AND pipeline = ? AND digest = ?",
                row -> new Seen(row.getString(1), row.getLong(2)),
                pipeline.migration(),
                pipeline.pipeline(),
                digest));
    }

    /**
     * Remembers files; those of a content that is known stay as they were first seen.
     *
     * @param digests by name
     */
    public void add(PipelineName pipeline, long run, Map<String, String> digests) {
        database.write(session -> {
            for (Map.Entry<String, String> file : digests.entrySet()) {
                session.update(ADD, pipeline.migration(), pipeline.pipeline(), file.getValue(), file.getKey(), run);
            }
            return digests.size();
        });
    }

    /** The same within a transaction, for files as a run's facts hold them. */
    static void add(Session session, String migration, long run, JsonNode files) throws SQLException {
        for (JsonNode file : files) {
            session.update(
                    ADD,
                    migration,
                    file.path("pipeline").asText(),
                    file.path("digest").asText(),
                    file.path("name").asText(),
                    run);
        }
    }

    /** How a file was first seen. */
    public record Seen(String name, long run) {}
}
