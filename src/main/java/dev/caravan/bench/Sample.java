package dev.caravan.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What was measured of one contender in one round; a measure that makes no sense for it is left out.
 *
 * @param failure how a peer failed and when; empty for one that did its work
 */
public record Sample(Map<Measure, Double> values, String failure) {
    public Sample {
        EnumMap<Measure, Double> copy = new EnumMap<>(Measure.class);
        copy.putAll(values);
        values = Collections.unmodifiableMap(copy);
    }

    /** Measured of one that did its work. */
    public Sample(Map<Measure, Double> values) {
        this(values, "");
    }

    /** A peer that failed: nothing that was measured of it may be compared. */
    static Sample failed(double seconds, String how) {
        return new Sample(Map.of(), String.format(Locale.ROOT, "failed after %.1f s: %s", seconds, how));
    }

    /** What the system tells of a process that has ended. */
    static Sample of(ChildProcess.Ended ended) {
        return new Sample(Map.of(
                Measure.WALL, ended.seconds(),
                Measure.CPU, ended.cpuSeconds(),
                Measure.PEAK, ended.peakBytes() / 1e6));
    }

    /** The same, with one value more, or another one. */
    Sample with(Measure measure, double value) {
        EnumMap<Measure, Double> more = new EnumMap<>(Measure.class);
        more.putAll(values);
        more.put(measure, value);
        return new Sample(more);
    }

    /** The same, but for one value. */
    Sample without(Measure measure) {
        EnumMap<Measure, Double> fewer = new EnumMap<>(Measure.class);
        fewer.putAll(values);
        fewer.remove(measure);
        return new Sample(fewer);
    }

    /** The same, with the time for which {@code records} travelled. */
    Sample withLoad(long records, double seconds) {
        return with(Measure.LOAD, seconds).with(Measure.RECORDS_PER_SECOND, seconds == 0 ? 0 : records / seconds);
    }

    /** The same, with {@code records} over the time of the whole process. */
    Sample withWhole(long records) {
        return with(Measure.WHOLE, records / values.get(Measure.WALL));
    }

    /** The value of a measure, where there is one. */
    public OptionalDouble value(Measure measure) {
        Double value = values.get(measure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
