package dev.caravan.bench;

import java.util.List;

/** The cases that there are: the one place to add another. */
public final class BenchCases {
    private BenchCases() {}

    /** All cases, in the order in which they run. */
    public static List<BenchCase> all() {
        return List.of(
                MemoriesCase.byFields(), //
                MemoriesCase.byJq(),
                CapturesCase.copied(),
                CapturesCase.verified(),
                VerifyCase.ordered(),
                VerifyCase.byDigests(),
                new SessionsCase(),
                new EmbeddingCase(),
                ChromaCase.large(),
                ChromaCase.wide(),
                new RouterCase(),
                RouterShadowCase.some(),
                RouterShadowCase.all(),
                new RouterLatencyCase(),
                SwitchCase.back(),
                SwitchCase.rollback(),
                SwitchCase.abort(),
                SwitchCase.lost(),
                new ConsoleCase(),
                new PlanStepsCase(),
                FleetCase.narrow(),
                FleetCase.wide(),
                new StartCase());
    }
}
