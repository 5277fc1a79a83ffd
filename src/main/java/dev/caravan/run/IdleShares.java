package dev.caravan.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Migration;
import dev.caravan.repository.JournalNote;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Share;
import dev.caravan.repository.StepState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks after v2's shares of migrations whose plan is under way and whose run has ended, failed or stopped: their callers are on
 * v2 all the same. Used by one thread at a time.
 */
public final class IdleShares {
    private final RunState state;
    private final Supplier<ShareMeans> means;
    private final Map<String, Kept> keepers = new HashMap<>();

    /** @param means what the shares of one migration are looked after with */
    public IdleShares(RunState state, Supplier<ShareMeans> means) {
        this.state = requireNonNull(state, "state is null");
        this.means = requireNonNull(means, "means is null");
    }

    /** @param digest of the file: another one may watch other figures */
    private record Kept(String digest, ShareKeeper keeper) {}

    /**
     * Begins to look at a migration that nobody goes on with; returns at once.
     *
     * @return a share that was taken back since it was asked last; people were told
     */
    public Optional<ShareFall> look(Migration migration) {
        if (!isUnderWay(migration)) {
            leave(migration.name());
            return Optional.empty();
        }
        ShareKeeper keeper = keeper(migration);
        keeper.look();
        Optional<ShareFall> fall = keeper.taken();
        fall.ifPresent(one -> {
            fail(migration, one);
            keeper.tell(one);
        });
        return fall;
    }

    /** As a run would have written it down: the next one begins the step anew. */
    private void fail(Migration migration, ShareFall fall) {
        Passage passage = state.passages().latest(migration.name()).orElseThrow();
        state.passages().steps(passage).stream()
                .filter(row -> row.step().equals(fall.step().id()))
                .forEach(row -> {
                    ObjectNode evidence = JsonNodeFactory.instance.objectNode();
                    evidence.put("step", row.step()).put("passage", passage.number());
                    state.passages()
                            .keep(
                                    passage,
                                    row.stopped(StepState.FAILED, state.clock().instant(), fall.why(), row.evidence()),
                                    state.journal(),
                                    new JournalNote(migration.name(), "trigger", "step failed", fall.why(), evidence));
                });
    }

    private boolean isUnderWay(Migration migration) {
        List<Share> shares =
                migration.traffic().isEmpty() ? List.of() : state.shares().of(migration.name());
        return !shares.isEmpty()
                && state.passages()
                        .latest(migration.name())
                        .filter(passage -> passage.ended() == null && passage.rollback() == null)
                        .filter(passage -> shares.stream().anyMatch(share -> isOf(passage, share)))
                        .isPresent();
    }

    private static boolean isOf(Passage passage, Share share) {
        return share.passage() == passage.number();
    }

    private ShareKeeper keeper(Migration migration) {
        Kept kept = keepers.get(migration.name());
        if (kept == null || !kept.digest().equals(migration.digest())) {
            leave(migration.name());
            ShareKeeper keeper = new ShareKeeper(migration, state, means.get(), new Control(), () -> {});
            kept = new Kept(migration.digest(), keeper);
            keepers.put(migration.name(), kept);
        }
        return kept.keeper();
    }

    /** Leaves a migration to its run. */
    public void leave(String migration) {
        Kept left = keepers.remove(migration);
        if (left != null) {
            left.keeper().close();
        }
    }
}
