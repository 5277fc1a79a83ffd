package dev.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MigrationTest {
    private static final Pipeline A = pipeline("a", "v1");
    private static final Pipeline AB = pipeline("ab", "v1");
    private static final Pipeline KV = pipeline("kv", "sessions");

    private final Migration migration = new Migration(
            "m",
            "m",
            "",
            Path.of("m.yaml"),
            "",
            Map.of(),
            Map.of(),
            List.of(A, AB, KV),
            Plan.none(),
            Map.of(),
            Inventory.none(),
            null,
            List.of(
                    new NotBuilt("/systems/sessions/redis", "no redis"),
                    new NotBuilt("/systems/app/http", "no http"),
                    new NotBuilt("/pipelines/ab/sync", "no sync"),
                    new NotBuilt("/traffic", "no traffic"),
                    new NotBuilt("/plan/0/steps/1/check", "no check")));

    @Test
    void shouldAskOfWhatIsNotBuiltOnlyWhatTheDataNeeds() {
        assertThat(migration.withPipelines(List.of(A)).notBuilt()).isEmpty();
        assertThat(migration.withPipelines(List.of(AB)).notBuilt()).containsExactly("no sync");
        assertThat(migration.withPipelines(List.of(KV)).notBuilt()).containsExactly("no redis");
        assertThat(migration.withPipelines(migration.pipelines()).notBuilt()).containsExactly("no redis", "no sync");
    }

    @Test
    void shouldLeaveItsDataOrOnePipelineAlone() {
        assertThat(migration.only("data").orElseThrow().pipelines()).containsExactly(A, AB, KV);
        assertThat(migration.only("kv").orElseThrow().pipelines()).containsExactly(KV);
        assertThat(migration.only("none")).isEmpty();
    }

    @Test
    void shouldNeedAllOfItForTheWholeMigration() {
        assertThat(migration.notBuilt()).hasSize(5);
    }

    private static Pipeline pipeline(String name, String from) {
        Pipeline.Import into = new Pipeline.Import(system("v2"), "t", List.of(), Existing.REJECT);
        return new Pipeline(
                name,
                new Pipeline.Export(system(from), List.of("t"), List.of(), List.of()),
                null,
                null,
                List.of(into),
                List.of(),
                1,
                1,
                0,
                "",
                "");
    }

    private static SystemSettings system(String name) {
        return new SystemSettings(name, "sqlite", "x", List.of(), JsonNodeFactory.instance.objectNode(), "");
    }
}
