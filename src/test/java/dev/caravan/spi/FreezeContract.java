package dev.caravan.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import org.junit.jupiter.api.Test;

/** What every {@link Freeze} promises. */
public abstract class FreezeContract {
    private static final String TOKEN = "demo/1/switch/v1";

    /** A new way to freeze the same system; it knows nothing of earlier ones. */
    protected abstract Freeze freeze() throws Exception;

    /** The same for a system at an address where nobody answers. */
    protected abstract Freeze unreachable() throws Exception;

    /** Writes one more record as the application does, over a connection of its own; false when it was refused. */
    protected abstract boolean write() throws Exception;

    /** Everything the application can read; fails when it cannot read. */
    protected abstract String read() throws Exception;

    /** A writer that was at work before; answers whether its next write goes through. */
    protected abstract Writer openWriter() throws Exception;

    /** One that writes over a connection it already has. */
    protected interface Writer extends AutoCloseable {
        /** False when it was refused. */
        boolean write() throws Exception;

        @Override
        void close() throws Exception;
    }

    @Test
    void shouldRefuseWritesAndServeReads() throws Exception {
        assertThat(write()).isTrue();
        String before = read();

        freeze().freeze(TOKEN);

        assertThat(write()).isFalse();
        assertThat(read()).isEqualTo(before);
        assertThat(freeze().probe().holds()).isTrue();
        freeze().thaw(TOKEN);
        assertThat(write()).isTrue();
        assertThat(freeze().look()).isEqualTo(Freeze.Standing.FREE);
    }

    @Test
    void shouldHoldWritersBackThatWereAtWork() throws Exception {
        try (Writer writer = openWriter()) {
            assertThat(writer.write()).isTrue();

            freeze().freeze(TOKEN);

            assertThat(writer.write()).isFalse();
        } finally {
            freeze().thaw(TOKEN);
        }
    }

    @Test
    void shouldNotTakeAnOpenSystemForFrozenNorChangeIt() throws Exception {
        String before = read();

        Freeze.Proof proof = freeze().probe();

        assertThat(proof.refused()).isFalse();
        assertThat(proof.holds()).isFalse();
        assertThat(read()).isEqualTo(before);
    }

    @Test
    void shouldKnowAfterARestartWhoFroze() throws Exception {
        assertThat(freeze().look()).isEqualTo(Freeze.Standing.FREE);

        freeze().freeze(TOKEN);
        freeze().freeze(TOKEN);

        assertThat(freeze().look()).isEqualTo(new Freeze.Standing(true, TOKEN));
        assertThat(freeze().probe().holds()).isTrue();
        freeze().thaw(TOKEN);
        freeze().thaw(TOKEN);
        assertThat(write()).isTrue();
    }

    @Test
    void shouldLeaveAloneWhatAnotherFroze() throws Exception {
        freeze().freeze("other/1/switch/v1");

        freeze().thaw(TOKEN);

        assertThat(write()).isFalse();
        assertThat(freeze().look()).isEqualTo(new Freeze.Standing(true, "other/1/switch/v1"));
        freeze().thaw("other/1/switch/v1");
        assertThat(write()).isTrue();
    }

    @Test
    void shouldNotTakeSilenceForAProof() throws Exception {
        assertThatThrownBy(() -> unreachable().probe()).isInstanceOf(CaravanException.class);
        assertThatThrownBy(() -> unreachable().freeze(TOKEN)).isInstanceOf(CaravanException.class);
    }
}
