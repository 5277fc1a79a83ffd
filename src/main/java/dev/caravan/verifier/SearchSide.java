package dev.caravan.verifier;

import dev.caravan.spi.NearestNeighbours;
import dev.caravan.spi.NearestNeighbours.Neighbour;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What one side finds for some queries.
 *
 * @param answers one for each query
 * @param millis how long each call took
 */
record SearchSide(List<Answer> answers, List<Double> millis) {
    /** An index computes with floats of 32 bits. */
    private static final double TOLERANCE = 1e-5;

    /**
     * What one query found.
     *
     * @param found the nearest of all tables, nearest first
     * @param right how many of those that each table's index gave are true neighbours
     * @param wanted how many there should be
     */
    record Answer(List<Neighbour> found, int right, int wanted) {
        double recall() {
            return wanted == 0 ? 1 : (double) right / wanted;
        }
    }

    static SearchSide of(
            NearestNeighbours system, List<String> tables, List<float[]> queries, int top, LongSupplier nanoTime) {
        List<Double> millis = new ArrayList<>();
        List<List<Answer>> parts = new ArrayList<>();
        for (String table : tables) {
            if (system.size(table).vectors() > 0) {
                parts.add(ofTable(system, table, queries, top, nanoTime, millis));
            }
        }
        List<Answer> answers = new ArrayList<>();
        for (int query = 0; query < queries.size(); query++) {
            int number = query;
            answers.add(merged(parts.stream().map(part -> part.get(number)).toList(), top));
        }
        return new SearchSide(answers, millis);
    }

    double recall() {
        return answers.stream().mapToDouble(Answer::recall).average().orElse(1);
    }

    /** The share of the results of both sides that are as far away as one of the other's. */
    static double overlap(Answer one, Answer two) {
        int first = 0;
        int second = 0;
        int same = 0;
        while (first < one.found().size() && second < two.found().size()) {
            double here = one.found().get(first).distance();
            double there = two.found().get(second).distance();
            if (isSame(here, there)) {
                same++;
            }
            first += isSame(here, there) || here < there ? 1 : 0;
            second += isSame(here, there) || there < here ? 1 : 0;
        }
        int most = Math.max(one.found().size(), two.found().size());
        return most == 0 ? 1 : (double) same / most;
    }

    private static List<Answer> ofTable(
            NearestNeighbours system,
            String table,
            List<float[]> queries,
            int top,
            LongSupplier nanoTime,
            List<Double> millis) {
        List<List<Neighbour>> exact = system.exact(table, queries, top);
        List<Answer> answers = new ArrayList<>();
        for (int query = 0; query < queries.size(); query++) {
            if (queries.get(query).length != system.size(table).dimension()) {
                answers.add(new Answer(List.of(), 0, 0));
                continue;
            }
            long began = nanoTime.getAsLong();
            List<Neighbour> found = system.search(table, queries.get(query), top);
            millis.add((nanoTime.getAsLong() - began) / 1e6);
            answers.add(new Answer(
                    found, right(found, exact.get(query)), exact.get(query).size()));
        }
        return answers;
    }

    /** A result that is as near as the last true neighbour is as good: which of them comes first is chance. */
    private static int right(List<Neighbour> found, List<Neighbour> exact) {
        if (exact.isEmpty()) {
            return 0;
        }
        Set<String> keys = exact.stream().map(Neighbour::key).collect(Collectors.toSet());
        double last = exact.get(exact.size() - 1).distance();
        return (int) found.stream()
                .filter(one -> keys.contains(one.key()) || isSame(one.distance(), last))
                .limit(exact.size())
                .count();
    }

    private static Answer merged(List<Answer> parts, int top) {
        List<Neighbour> found = parts.stream()
                .flatMap(part -> part.found().stream())
                .sorted(Comparator.comparingDouble(Neighbour::distance))
                .limit(top)
                .toList();
        return new Answer(
                found,
                parts.stream().mapToInt(Answer::right).sum(),
                parts.stream().mapToInt(Answer::wanted).sum());
    }

    private static boolean isSame(double one, double two) {
        return Math.abs(one - two) <= TOLERANCE * (1 + Math.abs(one));
    }
}
