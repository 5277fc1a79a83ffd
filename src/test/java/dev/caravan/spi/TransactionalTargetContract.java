package dev.caravan.spi;

import static dev.caravan.model.Fate.IMPORTED;
import static dev.caravan.model.Fate.REJECTED;
import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.Existing;
import dev.caravan.model.LedgerRow;
import org.junit.jupiter.api.Test;

/** What a {@link Target} promises beside, whose data and ledger become visible in one transaction. */
public abstract class TransactionalTargetContract extends TargetContract {
    @Test
    void shouldWriteNothingWhenKeepingTheRejectsFails() throws Exception {
        Target target = opened(Existing.REJECT);
        Chunk chunk = chunk(rows("id,name,size", row("a", "x", 1)));

        assertThatThrownBy(() -> target.write(chunk, settled -> {
                    throw new IllegalStateException("no room for rejects");
                }))
                .hasMessage("no room for rejects");

        assertThat(things()).isEmpty();
        assertThat(made(Existing.REJECT).look(SCOPE).orElseThrow().rows()).isEmpty();
        write(target, chunk(rows("id,name,size", row("a", "x", 1))));
        assertThat(things()).containsExactly("a|x|1");
    }

    @Test
    void shouldKnowAllFatesBeforeTheCommit() throws Exception {
        there(row("a", "other", 1));
        Target target = opened(Existing.REJECT);
        Chunk chunk = chunk(rows("id,name,size", row("a", "x", 1), row("b", "y", 2)));

        target.write(chunk, settled -> {
            assertThat(fates(settled)).containsExactly(REJECTED, IMPORTED);
            assertThatCode(() -> assertThat(things()).containsExactly("a|other|1"))
                    .doesNotThrowAnyException();
            return Chunks.ledgerRow(settled);
        });

        assertThat(made(Existing.REJECT).look(SCOPE).orElseThrow().rows())
                .extracting(LedgerRow::counts)
                .containsExactly(new Counts(2, 1, 0, 1, 0));
    }
}
