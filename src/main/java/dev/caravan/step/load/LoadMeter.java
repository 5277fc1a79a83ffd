package dev.caravan.step.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What came of the requests of one rate, used by one thread. Times are those since a request was due. */
final class LoadMeter {
    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 3;
    private static final double MICROS = 1e6;

    private final int rate;
    private final Row all = new Row("");
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Long> kinds = new TreeMap<>();
    private final Histogram late = new Histogram(LONGEST_MICROS, DIGITS);
    private double seconds;

    LoadMeter(int rate, List<LoadRequest> requests) {
        this.rate = rate;
        requests.forEach(request -> rows.add(new Row(request.name())));
    }

    int rate() {
        return rate;
    }

    /**
     * A request has ended.
     *
     * @param problem what went wrong, as a kind; empty when nothing did
     * @param nanos since it was due; negative where no time was measured, as nobody took the request
     */
    void count(int kind, String problem, long nanos) {
        all.count(problem, nanos);
        rows.get(kind).count(problem, nanos);
        if (!problem.isEmpty()) {
            kinds.merge(problem, 1L, Long::sum);
        }
    }

    /** How much later than due the generator itself handed a request over. */
    void late(long nanos) {
        late.recordValue(micros(nanos));
    }

    /** The time in which everything was answered that was due in the measured time. */
    void took(long nanos) {
        seconds = nanos / 1e9;
    }

    /** Answers a second, whatever they said. */
    double achieved() {
        return seconds == 0 ? 0 : all.answered() / seconds;
    }

    double errorShare() {
        return all.requests == 0 ? 1 : (double) all.errors / all.requests;
    }

    /** A quantile in seconds; {@code p100} is the longest time. NaN when there was no answer. */
    double quantile(double percent) {
        return all.micros.getTotalCount() == 0 ? Double.NaN : all.micros.getValueAtPercentile(percent) / MICROS;
    }

    /** How late the generator was, 99 of 100 times at most, in seconds. */
    double late() {
        return late.getTotalCount() == 0 ? 0 : late.getValueAtPercentile(99) / MICROS;
    }

    /** The problems with their counts, for people. */
    String problems() {
        return kinds.isEmpty() ? "no errors" : kinds.toString().replaceAll("[{}]", "");
    }

    ObjectNode facts() {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("rate", rate).put("achieved", achieved()).put("seconds", seconds);
        all.tell(facts);
        facts.put("errorShare", errorShare());
        ObjectNode problems = facts.putObject("kinds");
        kinds.forEach(problems::put);
        facts.put("late", late());
        ObjectNode requests = facts.putObject("requests");
        rows.forEach(row -> row.tell(requests.withObjectProperty(row.name)));
        return facts;
    }

    private static long micros(long nanos) {
        return Math.min(LONGEST_MICROS, Math.max(1, nanos / 1000));
    }

    /** The figures of one kind of request, or of all. */
    private static final class Row {
        private final String name;
        private final Histogram micros = new Histogram(LONGEST_MICROS, DIGITS);
        private long requests;
        private long errors;
        private long unanswered;

        Row(String name) {
            this.name = name;
        }

        void count(String problem, long nanos) {
            requests++;
            if (!problem.isEmpty()) {
                errors++;
            }
            if (!problem.isEmpty() && !problem.startsWith("status")) {
                unanswered++;
            }
            if (nanos >= 0) {
                micros.recordValue(micros(nanos));
            }
        }

        long answered() {
            return requests - unanswered;
        }

        void tell(ObjectNode facts) {
            facts.put("sent", requests).put("answered", answered()).put("errors", errors);
            if (micros.getTotalCount() > 0) {
                facts.put("p50", micros.getValueAtPercentile(50) / MICROS);
                facts.put("p95", micros.getValueAtPercentile(95) / MICROS);
                facts.put("p99", micros.getValueAtPercentile(99) / MICROS);
                facts.put("max", micros.getMaxValue() / MICROS);
            }
        }

        private static long micros(long nanos) {
            return LoadMeter.micros(nanos);
        }
    }
}
