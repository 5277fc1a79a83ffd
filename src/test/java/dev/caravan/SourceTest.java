package dev.caravan;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What a compiler does not see in the sources: a file that grew too long, a route file that says too little. */
class SourceTest {

    private static final Path ROOT = Path.of(System.getProperty("caravan.home", ""));
    private static final int LONGEST = 300;

    @Test
    void shouldKeepSourceFilesShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path source : files("src/main/java", ".java")) {
            long lines = Files.readAllLines(source).size();
            if (lines > LONGEST) {
                tooLong.add(ROOT.relativize(source) + " has " + lines + " lines");
            }
        }

        assertThat(tooLong)
                .as("at most %d lines; take a class out of it", LONGEST)
                .isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> shouldHoldOneRouteThatTellsWhatItIs() throws IOException {
        return files("routes", ".yaml").stream()
                .map(file -> dynamicTest(ROOT.relativize(file).toString(), () -> checkRouteFile(file)));
    }

    private static void checkRouteFile(Path file) throws IOException {
        List<Map<String, Map<String, Object>>> document;
        try (Reader reader = Files.newBufferedReader(file)) {
            document = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
        }
        assertThat(document)
                .as("one route, routeTemplate or routeConfiguration per file")
                .hasSize(1);
        Map.Entry<String, Map<String, Object>> only =
                document.get(0).entrySet().iterator().next();
        assertThat(only.getKey()).isIn("route", "routeTemplate", "routeConfiguration");
        assertThat(keys(only.getValue())).contains(needed(only.getKey()));
    }

    /** A template's route says for it what a template itself cannot. */
    private static Set<String> keys(Map<String, Object> definition) {
        Set<String> keys = new TreeSet<>(definition.keySet());
        if (definition.get("route") instanceof Map<?, ?> route) {
            route.keySet().forEach(key -> keys.add(key.toString()));
        }
        return keys;
    }

    private static String[] needed(String kind) {
        return kind.equals("routeConfiguration")
                ? new String[] {"id"}
                : new String[] {"id", "description", "routeConfigurationId"};
    }

    private static Set<Path> files(String folder, String ending) throws IOException {
        Path start = ROOT.resolve(folder);
        if (!Files.isDirectory(start)) {
            return Set.of();
        }
        try (Stream<Path> paths = Files.walk(start)) {
            return paths.filter(path -> path.toString().endsWith(ending)).collect(toCollection(TreeSet::new));
        }
    }
}
