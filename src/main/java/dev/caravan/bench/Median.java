package dev.caravan.bench;

import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** The middle of some values; between the two middle ones of an even number. */
final class Median {
    private Median() {}

    static OptionalDouble of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }
}
