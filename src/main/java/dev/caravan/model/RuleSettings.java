package dev.caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One rule of {@code validate: rules:}. A part that is null or -1 asks for nothing.
 *
 * @param child the child table whose rows it is for, or empty for the main table
 * @param fields the column; several only for {@code any:}
 * @param any true when one of the fields must have a value
 * @param type {@code text}, {@code integer}, {@code number}, {@code boolean}, {@code timestamp} or {@code json}
 * @param oneOf the allowed values
 * @param minLength in code points
 * @param maxLength in code points
 * @param code what a violation is called, instead of the usual code; or null
 */
public record RuleSettings(
        String child,
        List<String> fields,
        boolean any,
        boolean required,
        String type,
        BigDecimal min,
        BigDecimal max,
        List<JsonNode> oneOf,
        int minLength,
        int maxLength,
        Pattern pattern,
        String code) {
    public RuleSettings {
        fields = List.copyOf(fields);
        oneOf = oneOf == null ? null : List.copyOf(oneOf);
    }
}
