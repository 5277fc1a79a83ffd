package dev.caravan.transformer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.RejectCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.internal.misc.OnigUtils;
import org.joni.Matcher;
import org.joni.Option;

/**
 * A time limit for the regular expressions of a jq program: some of them, on some texts, need longer than anybody lives. The
 * library cannot be stopped while it matches, so each expression is first tried here on the same text in a way that can, and
 * given to the library only when it came to an end. Used by several threads.
 */
final class TimedRegex {
    /** For all expressions of one record together. */
    static final Duration LONGEST = Duration.ofSeconds(2);

    private static final int KEPT = 64;

    private final ThreadLocal<Try> tries = ThreadLocal.withInitial(Try::new);

    /** A new record begins. */
    void begin() {
        tries.get().left = LONGEST.toNanos();
    }

    /**
     * A function of the library, tried first.
     *
     * @param flags which argument holds the flags; the first one holds the expression
     * @param replaces true for the library's replacing, which goes on for ever where an expression matches an empty text
     */
    Function watched(Function function, int flags, boolean replaces) {
        return (scope, arguments, in, path, output, version) -> {
            if (in.isTextual()) {
                for (String one : texts(scope, arguments.get(0), in)) {
                    for (String with : texts(scope, arguments.get(flags), in)) {
                        tries.get().run(one, with, in.textValue(), replaces);
                    }
                }
            }
            function.apply(scope, arguments, in, path, output, version);
        };
    }

    private static List<String> texts(Scope scope, Expression argument, JsonNode in) throws JsonQueryException {
        List<String> texts = new ArrayList<>();
        argument.apply(scope, in, value -> {
            if (value.isTextual() || value.isNull()) {
                texts.add(value.textValue());
            }
        });
        return texts;
    }

    /** What one thread has left of a record's time, and the expressions it has met. */
    private static final class Try {
        private long left = LONGEST.toNanos();
        private final Map<List<String>, OnigUtils.Pattern> met = new LinkedHashMap<>();

        void run(String expression, String flags, String text, boolean replaces) throws JsonQueryException {
            if (expression == null) {
                return;
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            OnigUtils.Pattern pattern = pattern(expression, flags);
            long began = System.nanoTime();
            try {
                for (int at = 0; at >= 0 && at <= bytes.length; at = next(pattern, bytes, at, began, replaces)) {
                    // As far as the library would go
                }
            } catch (InterruptedException ended) {
                throw ended(began);
            }
            left -= System.nanoTime() - began;
        }

        /** Where the library would look again; -1 when it would not. */
        private int next(OnigUtils.Pattern pattern, byte[] bytes, int at, long began, boolean replaces)
                throws InterruptedException {
            long time = Math.max(1, left - (System.nanoTime() - began));
            Matcher matcher = pattern.regex.matcher(bytes, 0, bytes.length, time);
            if (matcher.searchInterruptible(at, bytes.length, Option.NONE) < 0 || !pattern.global) {
                return -1;
            }
            if (replaces && matcher.getEnd() == matcher.getBegin()) {
                throw new RecordProblem(
                        RejectCode.MAPPING_FAILED,
                        "'gsub' replaces an empty text, which has no end; match at least a character");
            }
            return matcher.getEnd() > at ? matcher.getEnd() : at + 1;
        }

        private RuntimeException ended(long began) {
            if (System.nanoTime() - began >= left) {
                return new RecordProblem(
                        RejectCode.EXPRESSION_TIMEOUT,
                        "the regular expressions of the program take longer than " + LONGEST.toSeconds()
                                + " s on this record; write them without a repetition inside of a repetition");
            }
            Thread.currentThread().interrupt();
            return new CaravanException(ErrorCode.INTERRUPTED, "jq", "ended while a regular expression was matched");
        }

        private OnigUtils.Pattern pattern(String expression, String flags) throws JsonQueryException {
            List<String> key = java.util.Arrays.asList(expression, flags);
            OnigUtils.Pattern known = met.get(key);
            if (known == null) {
                known = new OnigUtils.Pattern(expression, flags);
                if (met.size() >= KEPT) {
                    met.clear();
                }
                met.put(key, known);
            }
            return known;
        }
    }
}
