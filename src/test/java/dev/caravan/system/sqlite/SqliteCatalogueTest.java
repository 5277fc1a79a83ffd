package dev.caravan.system.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.TableShape;
import dev.caravan.model.TableShape.Accepts;
import dev.caravan.model.TableShape.Column;
import dev.caravan.spi.Catalogue;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCatalogueTest {
    @TempDir
    private Path folder;

    @Test
    void shouldDescribeATable() {
        Sample sample = new Sample(
                folder.resolve("v2.db"),
                "CREATE TABLE t (n INTEGER PRIMARY KEY, id TEXT NOT NULL, name VARCHAR(9) NOT NULL DEFAULT '', size REAL,"
                        + " price DECIMAL(9,2), born DATE, flag BOOLEAN, raw BLOB, any, f FLOATING POINT,"
                        + " up TEXT AS (upper(id)))",
                "INSERT INTO t (id) VALUES ('a'), ('b')");

        TableShape shape = table(sample, "t");

        assertThat(shape.key()).containsExactly("n");
        assertThat(shape.columns())
                .containsExactly(
                        new Column("n", "INTEGER", Accepts.INTEGER, false, false),
                        new Column("id", "TEXT", Accepts.TEXT, true, false),
                        new Column("name", "VARCHAR(9)", Accepts.TEXT, false, false),
                        new Column("size", "REAL", Accepts.NUMBER, false, false),
                        new Column("price", "DECIMAL(9,2)", Accepts.NUMBER, false, false),
                        new Column("born", "DATE", Accepts.ANY, false, false),
                        new Column("flag", "BOOLEAN", Accepts.INTEGER, false, false),
                        new Column("raw", "BLOB", Accepts.BLOB, false, false),
                        new Column("any", "", Accepts.ANY, false, false),
                        new Column("f", "FLOATING POINT", Accepts.NUMBER, false, false),
                        new Column("up", "TEXT", Accepts.TEXT, false, true));
        assertThat(shape.misfits(List.of("name", "nam")))
                .containsExactly(
                        "table 't' has no column 'nam'", "column 'id' of table 't' needs a value and nothing fills it");
        try (Catalogue catalogue = sample.system().catalogue(sample.settings())) {
            assertThat(catalogue.count("t")).isEqualTo(2);
        }
    }

    @Test
    void shouldKnowKeysThatAreNoRowid() {
        Sample sample = new Sample(
                folder.resolve("v2.db"),
                "CREATE TABLE pair (b INTEGER, a INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID",
                "CREATE TABLE one (id INTEGER PRIMARY KEY DESC)",
                "CREATE TABLE strict (id INT PRIMARY KEY, v ANY) STRICT");

        assertThat(table(sample, "pair").key()).containsExactly("a", "b");
        assertThat(table(sample, "pair").columns()).allMatch(Column::required);
        assertThat(table(sample, "one").columns()).noneMatch(Column::required);
        assertThat(table(sample, "strict").columns())
                .extracting(Column::accepts)
                .containsExactly(Accepts.INTEGER, Accepts.ANY);
    }

    @Test
    void shouldFindNothingButTheExactName() {
        Sample sample = new Sample(folder.resolve("v2.db"), "CREATE TABLE \"T'x\"\"\" (id TEXT PRIMARY KEY)");

        try (Catalogue catalogue = sample.system().catalogue(sample.settings())) {
            assertThat(catalogue.table("T'x\"")).isPresent();
            assertThat(catalogue.table("t'x\"")).isEmpty();
            assertThat(catalogue.table("T'x\"; DROP TABLE x")).isEmpty();
            assertThat(catalogue.count("T'x\"")).isZero();
            assertThat(catalogue.count("nothing")).isZero();
        }
    }

    @Test
    void shouldShowATableAsTheSchemaFilesWillMakeIt() {
        Sample sample = new Sample(folder.resolve("v2.db"), "CREATE TABLE there (id TEXT PRIMARY KEY)");
        String schema = sample.schemaFile(
                "1.sql",
                "CREATE TABLE there (other TEXT); CREATE TABLE coming (id TEXT PRIMARY KEY, v TEXT NOT NULL);");

        try (Catalogue catalogue = sample.system().catalogue(sample.settings(schema));
                Catalogue none = sample.system().catalogue(Sample.settings(folder.resolve("none.db"), schema))) {
            assertThat(catalogue.table("there").orElseThrow().key()).containsExactly("id");
            assertThat(catalogue.table("coming").orElseThrow().column("v").required())
                    .isTrue();
            assertThat(catalogue.count("coming")).isZero();
            assertThat(none.table("coming")).isPresent();
            assertThat(none.count("coming")).isZero();
        }
        assertThat(folder.resolve("none.db")).doesNotExist();
        assertThat(sample.query("SELECT name FROM sqlite_schema WHERE type = 'table'"))
                .containsExactly("there");
    }

    private static TableShape table(Sample sample, String name) {
        try (Catalogue catalogue = sample.system().catalogue(sample.settings())) {
            return catalogue.table(name).orElseThrow();
        }
    }
}
