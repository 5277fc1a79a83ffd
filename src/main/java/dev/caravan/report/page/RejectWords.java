package dev.caravan.report.page;

import dev.caravan.model.RejectCode;
import java.util.Locale;

/** The codes of rejects in the words of people. */
final class RejectWords {
    private RejectWords() {}

    /** What a code stands for; a rule of the migration file may have given itself another one. */
    static String of(String code) {
        for (RejectCode known : RejectCode.values()) {
            if (known.name().equals(code.toUpperCase(Locale.ROOT))) {
                return words(known);
            }
        }
        return "a rule of the migration file";
    }

    private static String words(RejectCode code) {
        return switch (code) {
            case BROKEN_FILE -> "the rest of a file cannot be read; it stands for an unknown number of records";
            case RECORD_TOO_LARGE -> "longer than one record may be";
            case MALFORMED_JSON -> "not JSON";
            case TOO_DEEP -> "nested too deep";
            case INVALID_UTF8 -> "bytes that are no UTF-8";
            case LONE_SURROGATE -> "half of a character that takes two units";
            case NUL_CHARACTER -> "the character U+0000 in a text";
            case DUPLICATE_FIELD -> "the same key twice in one object";
            case NOT_AN_OBJECT -> "no object where a record should be";
            case INEXACT_NUMBER -> "a number that would not stay exactly what it is";
            case BAD_TYPE -> "a value of the wrong type";
            case UNKNOWN_FIELD -> "a field that the new table does not have";
            case MAPPING_FAILED -> "the mapping failed on the record";
            case EXPRESSION_TIMEOUT -> "a regular expression took too long on the record";
            case MULTIPLE_RESULTS -> "the mapping gave several results for one record";
            case MISSING_FIELD -> "a required field has no value";
            case MISSING_ANY -> "none of several fields has a value";
            case OUT_OF_RANGE -> "a number outside its range";
            case NOT_ALLOWED -> "a value that is not one of the allowed ones";
            case BAD_LENGTH -> "a text too short or too long";
            case PATTERN_MISMATCH -> "a text that does not match its pattern";
            case SCHEMA_VIOLATION -> "not as the JSON Schema wants it";
            case DUPLICATE_KEY -> "the same key twice among the records of the run";
            case ALREADY_EXISTS -> "another row with the same key was there before";
            case MISSING_TEXT -> "no text to embed";
            case MISSING_EMBEDDING -> "no embedding where one is needed";
            case NAN_EMBEDDING -> "an embedding with a number that is not finite";
            case DIMENSION_MISMATCH -> "an embedding of another length than the others";
            case CONSTRAINT_VIOLATION -> "a constraint of the new table refuses the row";
            case KEPT_EXISTING -> "not rejected: the row that was there was kept, as the migration file asks";
        };
    }
}
