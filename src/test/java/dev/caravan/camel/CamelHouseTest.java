package dev.caravan.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.junit.jupiter.api.Test;

class CamelHouseTest {

    @Test
    void shouldTakeNoBeanBeforeItsContextIsMade() {
        try (CamelHouse house = CamelHouse.build(Path.of("routes"), Map.of())
                .withoutManagement()
                .ahead()) {
            house.bind("seen", "bean");

            CamelContext made = house.context();
            assertThat(made).isNotNull();
            assertThat(made.getRegistry().lookupByName("seen")).isEqualTo("bean");
        }
    }

    @Test
    void shouldCloseWithoutAStart() {
        CamelHouse house = CamelHouse.build(Path.of("routes"), Map.of()).ahead();

        house.close();

        assertThat(house.context().isStarted()).isFalse();
    }

    /** Half of the routes: a run of pipelines alone does not wait for them. */
    @Test
    void shouldLoadWhatOnlyAPlanNeedsWhereThereIsOne() throws IOException {
        Set<String> alone = routes(house -> house);
        Set<String> planned = routes(CamelHouse::forPlan);

        assertThat(alone)
                .contains("orders", "heartbeat", "advance")
                .doesNotContain("shares", "http", "sql", "mail", "shift");
        assertThat(planned).containsAll(alone).contains("shares", "http", "sql", "mail", "shift");
        assertThat(planned).hasSize(files("") - files("serve/") - files("errors/"));
    }

    /** Ids of routes and templates. */
    private static Set<String> routes(UnaryOperator<CamelHouse> as) {
        try (CamelHouse house = as.apply(CamelHouse.build(Path.of("routes"), Map.of()))) {
            house.bind("run", new ChunkLoopTest.Idle());
            house.start();
            ModelCamelContext context = (ModelCamelContext) house.context();
            return Stream.concat(context.getRouteDefinitions().stream(), context.getRouteTemplateDefinitions().stream())
                    .map(OptionalIdentifiedDefinition::getId)
                    .collect(Collectors.toSet());
        }
    }

    private static int files(String folder) throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("routes", folder))) {
            return (int)
                    all.filter(file -> file.toString().endsWith(".camel.yaml")).count();
        }
    }
}
