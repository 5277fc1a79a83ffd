package dev.caravan.system.files;

import dev.caravan.model.Partition;
import dev.caravan.spi.Source;
import dev.caravan.spi.SourceContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class FilesSourceContractTest extends SourceContract {
    private static final String ARRAY = "[{\"n\":1}, {\"n\":2},\n{\"\u00fc\":\"\u20ac\"} ,7,{\"n\":5}]";
    private static final String LINES = "{\"n\":1}\n\n{\"n\":2}\r\nnonsense\n {\"n\":4}";
    private static final String OBJECTS = "{\"n\":1}{\"n\":2} {\n\"n\":3}\n{\"n\":4}";
    private static final String BROKEN = "[{\"n\":1},{\"n\":2},{\"n\":3},{\"n\":4}";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeSample() throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        Files.writeString(folder.resolve("a.json"), ARRAY);
        Files.write(folder.resolve("a/b/lines.json.gz"), Gzip.of(LINES.substring(0, 9), LINES.substring(9)));
        Files.write(folder.resolve("a/packed.json"), Gzip.of(ARRAY));
        Files.writeString(folder.resolve("b.ndjson"), LINES);
        Files.writeString(folder.resolve("broken.json"), BROKEN);
        Files.writeString(folder.resolve("objects.json"), OBJECTS);
    }

    @Override
    protected Source source() {
        List<Glob> globs = List.of(new Glob("**/*.json"), new Glob("*.ndjson"), new Glob("b*"));
        return new FilesSource("v1", folder.toString(), globs, Limits.DEFAULT, Clock.systemUTC());
    }

    @Override
    protected Map<String, List<String>> expected() {
        List<String> array = List.of("{\"n\":1}", "{\"n\":2}", "{\"\u00fc\":\"\u20ac\"}", "7", "{\"n\":5}");
        List<String> lines = List.of("{\"n\":1}", "{\"n\":2}", "nonsense", "{\"n\":4}");
        Map<String, List<String>> expected = new LinkedHashMap<>();
        expected.put("a.json", array);
        expected.put("a/b/lines.json.gz", lines);
        expected.put("a/packed.json", array);
        expected.put("b.ndjson", lines);
        expected.put("broken.json", List.of("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}", "broken_file"));
        expected.put("objects.json", List.of("{\"n\":1}", "{\"n\":2}", "{\n\"n\":3}", "{\"n\":4}"));
        return expected;
    }

    @Override
    protected void change(Partition partition) throws IOException {
        Files.writeString(folder.resolve(partition.id()), ARRAY.replace('5', '6'));
    }
}
