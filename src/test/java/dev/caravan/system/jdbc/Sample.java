package dev.caravan.system.jdbc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.Source;
import java.nio.file.Path;
import java.util.List;

/** Sources over databases of a test's own. */
final class Sample {
    private Sample() {}

    static SystemSettings settings(String url, String... options) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return new SystemSettings("v1", "jdbc", url, List.of(), all, "demo.yaml:3:5");
    }

    /** A source, as another process would open it. */
    static Source source(SystemSettings settings, List<String> key, String... tables) {
        return new JdbcSystem(Path.of("no drivers here"))
                .source(new Pipeline.Export(settings, List.of(tables), List.of(), key));
    }
}
