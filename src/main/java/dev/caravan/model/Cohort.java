package dev.caravan.model;

import java.util.List;

/**
 * Clients that move together, whatever their buckets.
 *
 * @param from the share of v2, in whole percents, from which on they are on v2; 0: as soon as anybody is, before all shares
 * @param clients their keys
 */
public record Cohort(int from, List<String> clients) {
    public Cohort {
        if (from < 0 || from > Split.BUCKETS) {
            throw new IllegalArgumentException("from " + from + " is not within 0 and 100");
        }
        clients = List.copyOf(clients);
    }

    /** Clients that move first. */
    public static Cohort first(List<String> clients) {
        return new Cohort(0, clients);
    }

    /** True when they are on v2 under a split. */
    public boolean moved(Split split) {
        return from == 0 ? split.cohorts() : from <= split.share();
    }
}
