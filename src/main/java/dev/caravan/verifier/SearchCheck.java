package dev.caravan.verifier;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Finding;
import dev.caravan.spi.NearestNeighbours;
import dev.caravan.spi.NearestNeighbours.Neighbour;
import dev.caravan.spi.SystemCheck;
import dev.caravan.verifier.SearchSide.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Whether the target's index finds what it should: each query is searched, and compared with what is truly nearest among the
 * stored vectors. Equal data on both sides gives different results where indexes are approximate: so each side is measured by
 * its own truth, and the source decides nothing.
 */
public final class SearchCheck implements SystemCheck {
    private static final double WORKS = 0.5;
    private static final int MOST_FINDINGS = 99;

    private final SearchOptions options;
    private final List<SearchOptions.Tables> tables;
    private final Supplier<NearestNeighbours> source;
    private final Supplier<NearestNeighbours> target;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final List<Finding> findings = new ArrayList<>();
    private SearchTally tally = new SearchTally();

    /**
     * A check.
     *
     * @param source gives null where the source does not search vectors
     * @param random draws the queries
     * @param nanoTime as {@link System#nanoTime}
     */
    public SearchCheck(
            SearchOptions options,
            List<SearchOptions.Tables> tables,
            Supplier<NearestNeighbours> source,
            Supplier<NearestNeighbours> target,
            RandomGenerator random,
            LongSupplier nanoTime) {
        this.options = requireNonNull(options, "options is null");
        this.tables = List.copyOf(tables);
        this.source = requireNonNull(source, "source is null");
        this.target = requireNonNull(target, "target is null");
        this.random = requireNonNull(random, "random is null");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public List<Finding> run() {
        findings.clear();
        tally = new SearchTally();
        try (NearestNeighbours there = target.get();
                NearestNeighbours here = source.get()) {
            tables.forEach(some -> search(some, here, there));
        }
        boolean enough = tally.queries() > 0 && tally.working() >= options.accept();
        List<Finding> named = new ArrayList<>(findings.subList(0, Math.min(findings.size(), MOST_FINDINGS)));
        if (enough) {
            named.replaceAll(finding -> new Finding("notice", finding.where(), finding.detail()));
        }
        if (tally.queries() == 0) {
            named.add(new Finding("search", "target", "there is no vector to search for"));
        } else if (tally.recall() < options.recall()) {
            named.add(new Finding("recall", "target", "the index finds " + tally.recallText(options.recall())));
        }
        named.add(0, new Finding("notice", "search", tally.summary(options.top())));
        return named;
    }

    @Override
    public Measures measures() {
        return new Measures(tally.queries(), tally.failing(), tally.figures());
    }

    private void search(SearchOptions.Tables some, NearestNeighbours here, NearestNeighbours there) {
        Map<String, float[]> queries = queries(some, there);
        List<float[]> vectors = List.copyOf(queries.values());
        SearchSide after = SearchSide.of(there, some.target(), vectors, options.top(), nanoTime);
        SearchSide before = here == null ? null : SearchSide.of(here, some.source(), vectors, options.top(), nanoTime);
        int number = 0;
        for (String name : queries.keySet()) {
            Answer answer = after.answers().get(number);
            String problem = problem(answer);
            if (!problem.isEmpty()) {
                findings.add(new Finding("search", name + " in " + String.join(", ", some.target()), problem));
            }
            tally.add(answer, before == null ? null : before.answers().get(number), problem.isEmpty());
            number++;
        }
        tally.addTimes(after.millis());
    }

    private Map<String, float[]> queries(SearchOptions.Tables some, NearestNeighbours there) {
        if (!options.vectors().isEmpty()) {
            return options.vectors();
        }
        Map<String, float[]> drawn = new TreeMap<>();
        for (float[] vector : there.draw(some.target(), options.queries(), random)) {
            drawn.put(String.format(Locale.ROOT, "query %03d", drawn.size() + 1), vector);
        }
        return drawn;
    }

    /** Why a query does not work; empty when it does. */
    private String problem(Answer answer) {
        List<Neighbour> found = answer.found();
        if (found.isEmpty()) {
            return answer.wanted() == 0
                    ? "no collection has vectors of as many numbers"
                    : "nothing is found, and there are " + answer.wanted() + " to find";
        }
        double best = found.get(0).distance();
        if (!(best < options.distance())) {
            return String.format(Locale.ROOT, "the best result is %.4f away, not below %s", best, options.distance());
        }
        return answer.recall() < WORKS
                ? "only " + answer.right() + " of " + answer.wanted() + " true neighbours are found"
                : "";
    }
}
