package dev.caravan.verifier;

import java.util.List;
import java.util.Map;

/**
 * What the check {@code search} asks.
 *
 * @param queries how many vectors are drawn from those that are stored, where none are given
 * @param top how many results each query asks for
 * @param recall the share of the true neighbours that the target's index must find, from 0 to 1
 * @param distance how far the best result of each query may be at the most
 * @param accept the share of queries that must work, from 0 to 1
 * @param vectors given queries by name; empty for drawn ones
 */
public record SearchOptions(
        int queries, int top, double recall, double distance, double accept, Map<String, float[]> vectors) {

    /** Which tables of the source hold what some tables of the target hold. */
    public record Tables(List<String> source, List<String> target) {
        public Tables {
            source = List.copyOf(source);
            target = List.copyOf(target);
        }
    }
}
