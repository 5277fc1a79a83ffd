package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.relational.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A database to carry over, the empty database that it goes to, and the file between them. */
final class InitScene {
    private final Path folder;
    private final String source;
    private final String target;

    InitScene(Path folder, String source, String target) {
        this.folder = folder;
        this.source = source;
        this.target = target;
    }

    Path file() {
        return folder.resolve("config").resolve("migrations").resolve("moved.yaml");
    }

    Path sql(String name) {
        return folder.resolve("config").resolve("sql").resolve("moved").resolve(name);
    }

    /** Makes the file. */
    Called init(Object... more) {
        List<Object> words = new ArrayList<>(List.of("init", source, target, "--out", file()));
        words.addAll(List.of(more));
        return Called.here(words.toArray());
    }

    /** Makes the file, and sees that it runs as it stands: plan, run, run again, verify. */
    List<String> move(Object... more) {
        Called init = init(more);
        assertThat(init.exit()).as(init.err() + init.out()).isZero();
        for (String verb : List.of("plan", "run", "run", "verify")) {
            Called called = call(verb);
            assertThat(called.exit())
                    .as(verb + "\n" + called.err() + called.out() + files())
                    .isZero();
        }
        return warnings(init);
    }

    Called call(String verb, Object... more) {
        List<Object> words = new ArrayList<>(List.of(verb, file()));
        if (!verb.equals("plan")) {
            words.addAll(List.of("--state", folder.resolve("state")));
        }
        words.addAll(List.of(more));
        return Called.here(words.toArray());
    }

    static List<String> warnings(Called init) {
        return init.outLines().stream()
                .filter(line -> line.startsWith("warning: "))
                .map(line -> line.substring("warning: ".length()))
                .toList();
    }

    /** The rows that the target answers, each as one text. */
    List<String> rows(String sql) {
        try (Connection connection = DriverManager.getConnection(target)) {
            return Sql.rows(connection, sql, row -> {
                List<String> cells = new ArrayList<>();
                for (int cell = 1; cell <= row.getMetaData().getColumnCount(); cell++) {
                    cells.add(row.getString(cell));
                }
                return String.join("|", cells.stream().map(String::valueOf).toList());
            });
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The columns of a table as the target has them: name, type, NOT NULL, default. */
    List<String> columns(String table) {
        return rows("SELECT attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,"
                + " pg_get_expr(adbin, adrelid) FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum ="
                + " attnum WHERE attrelid = '" + table.replace("'", "''")
                + "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum");
    }

    /** The constraints of a table. */
    List<String> constraints(String table) {
        return rows("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '"
                + table.replace("'", "''") + "'::regclass AND contype <> 'n' ORDER BY conname");
    }

    /** The indexes of a table that no constraint has. */
    List<String> indexes(String table) {
        return rows("SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = '" + table.replace("'", "''")
                + "'::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p',"
                + " 'u')) ORDER BY 1");
    }

    String target() {
        return target;
    }

    /** All that was written, for messages. */
    String files() {
        return "\n"
                + Stream.of(file(), sql("tables.sql"), sql("keys.sql"))
                        .map(file -> {
                            try {
                                return "== " + file + "\n" + Files.readString(file);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                        .reduce("", String::concat);
    }
}
