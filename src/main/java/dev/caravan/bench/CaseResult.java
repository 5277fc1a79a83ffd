package dev.caravan.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What came of one case.
 *
 * @param data what the records are, for people
 * @param rows the contenders, in the order of a round, each with a sample of every round
 * @param loadBefore the system's load average before the first round; negative where the system does not tell
 * @param loadAfter the same after the last one
 */
public record CaseResult(
        String name, String about, int records, String data, List<Row> rows, double loadBefore, double loadAfter) {
    public CaseResult {
        rows = List.copyOf(rows);
    }

    /** A contender and what was measured of it, round by round. */
    public record Row(String name, Role role, List<Sample> samples) {
        public Row {
            samples = List.copyOf(samples);
        }

        /** How it failed, in the first round where it did; empty when it always did its work. */
        public Optional<String> failure() {
            return samples.stream()
                    .map(Sample::failure)
                    .filter(failure -> !failure.isEmpty())
                    .findFirst();
        }

        /** The median over the rounds. */
        public OptionalDouble median(Measure measure) {
            return Median.of(samples.stream()
                    .map(sample -> sample.value(measure))
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble));
        }
    }

    /** How many rounds there were. */
    public int rounds() {
        return rows.isEmpty() ? 0 : rows.get(0).samples().size();
    }

    /**
     * How many times as fast as another contender Caravan was: the median over the rounds of the ratio within a round, so
     * that what else the machine does meets both sides. Empty for Caravan itself and where speed makes no sense.
     */
    public OptionalDouble ratio(Row other) {
        if (other.role() == Role.CARAVAN) {
            return OptionalDouble.empty();
        }
        Row caravan = rows.get(0);
        Measure speed =
                other.median(Measure.RECORDS_PER_SECOND).isPresent() ? Measure.RECORDS_PER_SECOND : Measure.WHOLE;
        return Median.of(IntStream.range(0, rounds())
                .filter(round -> speed(caravan, round, speed) > 0 && speed(other, round, speed) > 0)
                .mapToDouble(round -> speed(caravan, round, speed) / speed(other, round, speed)));
    }

    private static double speed(Row row, int round, Measure speed) {
        return row.samples().get(round).value(speed).orElse(0);
    }
}
