package dev.caravan.transformer;

import java.util.List;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.exception.JsonQueryUserException;

/** Says why a jq program failed on a record. The library's own messages hold values, so only their fixed words are kept. */
final class JqFailure {
    private static final List<String> WORDS = List.of(
            "cannot be added",
            "cannot be subtracted",
            "cannot be multiplied",
            "cannot be divided because the divisor is zero",
            "cannot be divided (remainder) because the divisor is zero",
            "cannot be divided",
            "cannot be divided (remainder)",
            "cannot be negated",
            "cannot be parsed as a number",
            "cannot be parsed as JSON",
            "cannot have their containment checked",
            "has no length",
            "has no keys",
            "only strings can be parsed");
    private static final List<String> BEGINNINGS = List.of(
            "Cannot iterate over",
            "Cannot index",
            "Cannot use",
            "Invalid path expression",
            "Out of bounds",
            "Range bounds");

    private JqFailure() {}

    static String words(JsonQueryException failure) {
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        if (failure instanceof JsonQueryUserException) {
            return "the program raised an error of " + message.length() + " characters";
        }
        for (String words : WORDS) {
            if (message.endsWith(words)) {
                return "the program failed: a value or two " + words;
            }
        }
        for (String words : BEGINNINGS) {
            if (message.startsWith(words)) {
                return "the program failed: " + words + " (a value of another type than the program expects)";
            }
        }
        return "the program failed with a message of " + message.length() + " characters";
    }
}
