package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoginBrakeTest {
    private long now;
    private final LoginBrake brake = new LoginBrake(() -> now);

    @Test
    void shouldDoubleTheWaitFromTheThirdFailureOnUpToAMinute() {
        List<Long> waits = new ArrayList<>();
        for (int failure = 0; failure < 12; failure++) {
            brake.failed("anna", "a");
            waits.add(brake.pause("anna", "a").toSeconds());
        }

        assertThat(waits).containsExactly(0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L, 60L);
    }

    @Test
    void shouldLetTheWaitPass() {
        fail(3);

        pass(Duration.ofMillis(999));
        assertThat(brake.pause("anna", "a")).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(brake.pause("anna", "a")).isZero();
    }

    @Test
    void shouldSlowDownOneAddressAndNotThePersonElsewhere() {
        fail(9);

        assertThat(brake.pause("anna", "b")).isZero();
        assertThat(brake.pause("ben", "a")).isZero();
        assertThat(brake.pause("anna", "a")).isPositive();
    }

    @Test
    void shouldForgetAfterSuccessAndAfterAWhile() {
        fail(9);
        brake.succeeded("anna", "a");
        assertThat(brake.pause("anna", "a")).isZero();

        fail(9);
        pass(Duration.ofMinutes(16));
        assertThat(brake.pause("anna", "a")).isZero();
        assertThat(brake.failed("anna", "a")).isOne();
    }

    @Test
    void shouldLimitAllTriesTogether() {
        int looked = 0;
        for (int name = 0; name < 200; name++) {
            looked += brake.pause("name" + name, "a").isZero() ? 1 : 0;
        }

        assertThat(looked).isEqualTo(60);
    }

    private void fail(int times) {
        for (int failure = 0; failure < times; failure++) {
            brake.failed("anna", "a");
        }
    }

    private void pass(Duration time) {
        now += TimeUnit.MILLISECONDS.toNanos(time.toMillis());
    }
}
