package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The shipped nixfleet.yaml. */
class NixFleetIT {
    private static final String FILE =
            Program.HOME.resolve("config/migrations/nixfleet.yaml").toString();

    @Test
    void shouldPlanWithThePlansOwnHostNamesWithoutConnecting() {
        Called planned = Called.here("plan", FILE);

        assertThat(planned.exit()).as(planned.err()).isZero();
        assertThat(planned.out()).contains("hsb0").contains("wave-1").contains("ready: ");
    }
}
