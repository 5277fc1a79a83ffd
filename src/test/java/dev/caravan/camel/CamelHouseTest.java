package dev.caravan.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
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
}
