package dev.caravan.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The numbered SQL files that make the state database, each applied once, in order, and recorded with its digest. */
final class Schema {
    /** Every file, in order. A file that was shipped never changes: what comes later is a new one at the end. */
    private static final List<String> SHIPPED = List.of(
            "001-first.sql",
            "002-plan.sql",
            "003-serve.sql",
            "004-sign-offs.sql",
            "005-hosts.sql",
            "006-notices.sql",
            "007-traffic.sql",
            "008-checkpoints.sql",
            "009-directions.sql",
            "010-rollbacks.sql");

    private static final String OWN_TABLE =
            "CREATE TABLE IF NOT EXISTS schema_scripts (number INTEGER NOT NULL PRIMARY KEY,"
                    + " name TEXT NOT NULL, digest TEXT NOT NULL, applied TEXT NOT NULL)";

    private final List<Script> scripts;

    Schema(List<Script> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    static Schema shipped() {
        return new Schema(SHIPPED.stream().map(Script::shipped).toList());
    }

    /** Applies what is missing, all or none. Quick, and without waiting for a writer, when nothing is. */
    void apply(Database database, Clock clock) {
        if (database.read(session -> missingFrom(session, database.file())) == 0) {
            return;
        }
        database.write(session -> {
            // Another process may have been quicker
            int missing = missingFrom(session, database.file());
            session.script(OWN_TABLE);
            for (Script script : scripts.subList(scripts.size() - missing, scripts.size())) {
                session.script(script.text());
                session.update(
                        "INSERT INTO schema_scripts VALUES (?, ?, ?, ?)",
                        script.number(),
                        script.name(),
                        script.digest(),
                        clock.instant().toString());
            }
            return missing;
        });
    }

    private int missingFrom(Session session, Path file) throws SQLException {
        // One statement: between two of them another process may have made all of it
        Optional<Boolean> looked = session.first(
                "SELECT max(name = 'schema_scripts') FROM sqlite_schema WHERE type = 'table' HAVING count(*) > 0",
                row -> row.getBoolean(1));
        boolean ours = looked.orElse(false);
        if (looked.isPresent() && !ours) {
            throw unusable(file, "is another program's database; name another folder with --state");
        }
        List<Applied> applied = ours
                ? session.list(
                        "SELECT number, name, digest FROM schema_scripts ORDER BY number",
                        row -> new Applied(row.getInt(1), row.getString(2), row.getString(3)))
                : List.of();
        if (applied.size() > scripts.size()) {
            throw unusable(
                    file,
                    "was made by a newer Caravan (schema " + applied.size() + ", this program knows " + scripts.size()
                            + "); use that version, or name another folder with --state");
        }
        for (int i = 0; i < applied.size(); i++) {
            check(applied.get(i), scripts.get(i), file);
        }
        return scripts.size() - applied.size();
    }

    private static void check(Applied applied, Script script, Path file) {
        if (applied.name() == null) {
            throw DatabaseFailure.damaged(file);
        }
        if (applied.number() != script.number() || !applied.digest().equals(script.digest())) {
            throw unusable(
                    file,
                    "was made by another Caravan ('" + applied.name()
                            + "' has another content there); use that version,"
                            + " or name another folder with --state");
        }
    }

    private static CaravanException unusable(Path file, String message) {
        return new CaravanException(ErrorCode.STATE_UNUSABLE, file.toString(), message);
    }

    private record Applied(int number, String name, String digest) {}

    /** One numbered file. */
    record Script(int number, String name, String text) {
        static Script shipped(String name) {
            try (InputStream file = Schema.class.getResourceAsStream(name)) {
                String text = new String(file.readAllBytes(), UTF_8);
                return new Script(Integer.parseInt(name.substring(0, name.indexOf('-'))), name, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String digest() {
            return Sha256.hex(text);
        }
    }
}
