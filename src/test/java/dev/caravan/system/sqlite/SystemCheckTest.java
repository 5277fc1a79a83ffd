package dev.caravan.system.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Finding;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemCheckTest {
    @TempDir
    private Path folder;

    private Sample sample;

    @BeforeEach
    void makeTables() {
        sample = new Sample(
                folder.resolve("v2.db"),
                "CREATE TABLE talk (id TEXT PRIMARY KEY, text TEXT)",
                "CREATE TABLE turn (a INTEGER, b INTEGER, talk TEXT REFERENCES talk, PRIMARY KEY (a, b)) WITHOUT ROWID",
                "CREATE VIRTUAL TABLE talk_fts USING fts5(text, content = 'talk')",
                "CREATE TRIGGER ai AFTER INSERT ON talk BEGIN"
                        + " INSERT INTO talk_fts(rowid, text) VALUES (new.rowid, new.text); END",
                "INSERT INTO talk VALUES ('a', 'red apple'), ('b', 'green pear')",
                "INSERT INTO turn VALUES (1, 1, 'a'), (1, 2, NULL)");
    }

    @Test
    void shouldFindNothingInASoundDatabase() {
        assertThat(run("integrity")).isEmpty();
        assertThat(run("orphans", "talk", "turn")).isEmpty();
        assertThat(run("full-text", "talk", "turn")).isEmpty();
    }

    @Test
    void shouldFindOrphans() {
        sample.run("INSERT INTO turn VALUES (2, 7, 'gone'), (3, 1, 'b')");

        assertThat(run("orphans", "talk", "turn"))
                .containsExactly(new Finding("orphan", "turn key 2,7", "(talk) names no row of table 'talk'"));
        assertThat(run("orphans", "talk")).isEmpty();
        assertThat(run("integrity", "talk", "turn")).extracting(Finding::kind).containsExactly("orphan");
        assertThat(run("integrity", "talk")).isEmpty();
    }

    @Test
    void shouldNameAHundredAndCountTheRest() {
        sample.run("WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 259)"
                + " INSERT INTO turn SELECT i, 0, 'gone' FROM n");

        List<Finding> found = run("orphans", "turn");

        assertThat(found).hasSize(100);
        assertThat(found.get(99).where()).isEqualTo("and 151 more");
    }

    @Test
    void shouldFindAFullTextIndexThatIsOutOfStep() {
        sample.run("UPDATE talk SET text = 'blue plum' WHERE id = 'a'");

        assertThat(run("full-text", "talk"))
                .extracting(Finding::kind, Finding::where)
                .containsExactly(broken("talk_fts"));
        assertThat(run("full-text", "turn")).isEmpty();
    }

    @Test
    void shouldFindARowThatTheIndexMisses() {
        sample.run("DROP TRIGGER ai", "INSERT INTO talk VALUES ('c', 'never indexed')");

        assertThat(run("full-text", "talk")).hasSize(1);
    }

    @Test
    void shouldFindWhatIsBrokenInside() {
        sample.run(
                "CREATE TABLE n (v TEXT)",
                "INSERT INTO n VALUES (NULL)",
                "PRAGMA writable_schema = on; UPDATE sqlite_schema SET sql = 'CREATE TABLE n (v TEXT NOT NULL)' WHERE name = 'n'");

        assertThat(run("integrity"))
                .containsExactly(new Finding("broken", sample.file().toString(), "NULL value in n.v"));
    }

    @Test
    void shouldRefuseACheckItDoesNotHave() {
        assertThatThrownBy(() -> run("spelling")).isInstanceOfSatisfying(CaravanException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.NOT_BUILT);
            assertThat(e).hasMessageContainingAll("'spelling'", "integrity, orphans, full-text");
        });
    }

    private List<Finding> run(String check, String... tables) {
        List<TableShape> shapes = new ArrayList<>();
        try (Catalogue catalogue = sample.system().catalogue(sample.settings())) {
            for (String table : tables) {
                shapes.add(catalogue.table(table).orElseThrow());
            }
        }
        return sample.system().check(sample.settings(), check, shapes).run();
    }

    private static Tuple broken(String index) {
        return tuple("broken", index);
    }
}
