package dev.caravan.run;

import dev.caravan.repository.PipelineState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps the {@link Pace} of one pipeline; all times are those of {@link System#nanoTime}. Used by one thread at a time. */
final class PaceKeeper {
    private static final int MOST_REASONS = 20;
    private static final String OTHERS = "other reasons";

    private final long origin;
    private final List<Pace.Span> spans = new ArrayList<>();
    private final RateHistory moved = new RateHistory();
    private final RateHistory compared = new RateHistory();
    private final Map<String, Long> waits = new LinkedHashMap<>();
    private PipelineState phase = PipelineState.PLANNED;
    private long phaseBegan;
    private String waiting = "";
    private long waitBegan;
    private long rows;

    PaceKeeper(long origin) {
        this.origin = origin;
    }

    void enter(PipelineState next, long now) {
        waiting("", now);
        if (hasWork(phase)) {
            spans.add(span(now));
        }
        phase = next;
        phaseBegan = now;
        rows = 0;
    }

    void moved(long records, long now) {
        moved.add(now - origin, records);
    }

    /** {@code sum} rows were looked at since the phase began. */
    void compared(long sum, long now) {
        if (sum > rows) {
            compared.add(now - origin, sum - rows);
        }
        rows = sum;
    }

    /** Nothing moves from now on, for this reason; or it moves again when the reason is empty. */
    void waiting(String why, long now) {
        if (why.equals(waiting)) {
            return;
        }
        if (!waiting.isEmpty()) {
            waits.merge(known(waiting), now - waitBegan, Long::sum);
        }
        waiting = why;
        waitBegan = now;
    }

    Pace read(long now) {
        List<Pace.Span> all = new ArrayList<>(spans);
        if (hasWork(phase)) {
            all.add(span(now));
        }
        Map<String, Double> seconds = new LinkedHashMap<>();
        waits.forEach((why, nanos) -> seconds.put(why, nanos / 1e9));
        if (!waiting.isEmpty()) {
            seconds.merge(known(waiting), (now - waitBegan) / 1e9, Double::sum);
        }
        return new Pace(all, moved.read(), compared.read(), seconds);
    }

    private Pace.Span span(long now) {
        return new Pace.Span(phase, (phaseBegan - origin) / 1e9, (now - origin) / 1e9);
    }

    private String known(String why) {
        return waits.containsKey(why) || waits.size() < MOST_REASONS ? why : OTHERS;
    }

    private static boolean hasWork(PipelineState phase) {
        return phase != PipelineState.PLANNED && !phase.isEnd();
    }
}
