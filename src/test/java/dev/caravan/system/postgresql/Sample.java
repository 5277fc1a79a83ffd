package dev.caravan.system.postgresql;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.SystemSettings;
import java.util.List;

final class Sample {
    private Sample() {}

    static SystemSettings settings(String url, String... schemaFiles) {
        return new SystemSettings(
                "v2", "postgresql", url, List.of(schemaFiles), JsonNodeFactory.instance.objectNode(), "demo.yaml:3:5");
    }
}
