package dev.caravan.verifier;

import dev.caravan.verifier.SearchSide.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what the queries of one check found. */
final class SearchTally {
    private final List<Double> millis = new ArrayList<>();
    private int queries;
    private int failing;
    private int compared;
    private double recall;
    private double sourceRecall;
    private double overlap;
    private double farthestBest;

    void add(Answer answer, Answer source, boolean works) {
        queries++;
        failing += works ? 0 : 1;
        recall += answer.recall();
        if (!answer.found().isEmpty()) {
            farthestBest = Math.max(farthestBest, answer.found().get(0).distance());
        }
        if (source != null) {
            compared++;
            sourceRecall += source.recall();
            overlap += SearchSide.overlap(source, answer);
        }
    }

    void addTimes(List<Double> more) {
        millis.addAll(more);
    }

    int queries() {
        return queries;
    }

    int failing() {
        return failing;
    }

    /** The share of queries that work. */
    double working() {
        return queries == 0 ? 0 : (double) (queries - failing) / queries;
    }

    double recall() {
        return queries == 0 ? 0 : recall / queries;
    }

    String recallText(double wanted) {
        String source = compared == 0 ? "" : String.format(Locale.ROOT, "; the source's finds %.4f", sourceRecall());
        return String.format(Locale.ROOT, "%.4f of the true neighbours, fewer than %s", recall(), wanted) + source;
    }

    /** For gates. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("queries", (double) queries);
        figures.put("working", working());
        figures.put("recall", recall());
        figures.put("best_distance", farthestBest);
        if (compared > 0) {
            figures.put("source_recall", sourceRecall());
            figures.put("overlap", overlap / compared);
        }
        if (!millis.isEmpty()) {
            figures.put("p50_ms", percentile(0.5));
            figures.put("p95_ms", percentile(0.95));
            figures.put("p99_ms", percentile(0.99));
            figures.put("mean_ms", mean());
        }
        return figures;
    }

    /** One sentence for people. */
    String summary(int top) {
        String sides = compared == 0
                ? ""
                : String.format(
                        Locale.ROOT, " (source %.4f), overlap of both sides %.4f", sourceRecall(), overlap / compared);
        String times = millis.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", %.1f ms at the median, %.1f ms at 95 %%, %.1f ms at 99 %%",
                        percentile(0.5),
                        percentile(0.95),
                        percentile(0.99));
        return String.format(
                Locale.ROOT,
                "%d of %d queries work, recall of the top %d is %.4f%s, best results at most %.4f away%s",
                queries - failing,
                queries,
                top,
                recall(),
                sides,
                farthestBest,
                times);
    }

    private double sourceRecall() {
        return sourceRecall / compared;
    }

    private double mean() {
        return millis.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    private double percentile(double share) {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(Math.ceil(share * sorted.size()) - 1)));
    }
}
