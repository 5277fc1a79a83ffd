package dev.caravan.system.sqlite;

import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.spi.Source;
import dev.caravan.spi.SourceContract;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteSourceContractTest extends SourceContract {
    @TempDir
    private Path folder;

    private Sample sample;

    @BeforeEach
    void makeSample() {
        sample = new Sample(
                folder.resolve("v1.db"),
                "CREATE TABLE plain (a, b)",
                "INSERT INTO plain VALUES (1, 'x'), (NULL, 'y'), ('1', 2.5), (x'41', 'ü')",
                "CREATE TABLE pair (k TEXT, n INTEGER, v TEXT, PRIMARY KEY (k, n)) WITHOUT ROWID",
                "INSERT INTO pair VALUES ('b', 1, 'four'), ('a', 2, 'two'), ('a', 10, 'three'), ('a', 1, 'one')",
                "CREATE TABLE named (id TEXT PRIMARY KEY, v)",
                "INSERT INTO named VALUES ('z', 1), ('y', 2), (NULL, 3), ('x', 4)");
    }

    @Override
    protected Source source() {
        return sample.system()
                .source(new Pipeline.Export(
                        sample.settings(), List.of("plain", "pair", "named"), List.of(), List.of()));
    }

    @Override
    protected Map<String, List<String>> expected() {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        expected.put("plain", List.of("1|x|1", "null|y|2", "1|2.5|3", "A|ü|4"));
        expected.put("pair", List.of("a|1|one", "a|2|two", "a|10|three", "b|1|four"));
        expected.put("named", List.of("z|1|1", "y|2|2", "null|3|3", "x|4|4"));
        return expected;
    }

    @Override
    protected void change(Partition partition) {
        sample.run(
                switch (partition.table()) {
                    case "plain" -> "UPDATE plain SET b = 'Z' WHERE a = 1";
                    case "pair" -> "UPDATE pair SET v = 'ONE' WHERE v = 'one'";
                    default -> "UPDATE named SET v = 9 WHERE id = 'x'";
                });
    }
}
