package dev.caravan.model;

import java.util.Locale;

/** What can be wrong with a record. The names, in lower case, are the codes that people and scripts see. */
public enum RejectCode {
    /** The rest of a file cannot be told apart into records: it stands for an unknown number of them. */
    BROKEN_FILE,
    /** Longer than the cap for one record. */
    RECORD_TOO_LARGE,
    /** Not JSON, but the records after it can still be read. */
    MALFORMED_JSON,
    /** Nested deeper than allowed. */
    TOO_DEEP,
    /** Bytes that are not UTF-8. */
    INVALID_UTF8,
    /** Half of a surrogate pair. */
    LONE_SURROGATE,
    /** U+0000 in text. */
    NUL_CHARACTER,
    /** The same key twice in one object. */
    DUPLICATE_FIELD,
    /** An array, a text or a number where a record should be. */
    NOT_AN_OBJECT,
    /** A number that would not stay exactly what it is. */
    INEXACT_NUMBER,
    /** A value of another type than is wanted. */
    BAD_TYPE,
    /** A field that the target does not have. */
    UNKNOWN_FIELD,
    /** The mapping failed on this record. */
    MAPPING_FAILED,
    /** A regular expression of the mapping takes too long on this record. */
    EXPRESSION_TIMEOUT,
    /** The mapping gave several results for one record. */
    MULTIPLE_RESULTS,
    /** A required field has no value. */
    MISSING_FIELD,
    /** None of several fields has a value. */
    MISSING_ANY,
    /** A number outside its range. */
    OUT_OF_RANGE,
    /** A value that is not one of the allowed ones. */
    NOT_ALLOWED,
    /** Text that is too short or too long. */
    BAD_LENGTH,
    /** Text that does not match its pattern. */
    PATTERN_MISMATCH,
    /** Not as the JSON Schema wants it. */
    SCHEMA_VIOLATION,
    /** The same key twice among the records of the run. */
    DUPLICATE_KEY,
    /** A row with this key and other content was in the target before. */
    ALREADY_EXISTS,
    /** A record without a text to embed. */
    MISSING_TEXT,
    /** A record without the embedding that it needs. */
    MISSING_EMBEDDING,
    /** An embedding with a number that is not finite. */
    NAN_EMBEDDING,
    /** An embedding of another length than the others. */
    DIMENSION_MISMATCH,
    /** A constraint of the target refuses the row. */
    CONSTRAINT_VIOLATION,
    /** Not a reject but kept beside them: the target's own row stayed, as the migration file asks. */
    KEPT_EXISTING;

    /** The code as people and scripts see it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
