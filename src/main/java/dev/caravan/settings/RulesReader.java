package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.RuleSettings;
import dev.caravan.model.Transform;
import dev.caravan.model.Transform.Column;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads {@code validate: rules:}; knows the columns where the transformation names them. */
final class RulesReader {
    private static final List<String> ASKS = List.of("required", "type", "min", "max", "one-of", "length", "pattern");

    private final Transform transform;

    RulesReader(Transform transform) {
        this.transform = transform;
    }

    List<RuleSettings> read(Section rules) {
        List<RuleSettings> read = new ArrayList<>();
        for (Section rule : rules.elements()) {
            if (rule.isMap()) {
                checkShape(rule);
                checkColumns(rule);
                read.add(rule(rule));
            }
        }
        return read;
    }

    private static RuleSettings rule(Section rule) {
        Section length = rule.at("length");
        boolean any = rule.has("any");
        BigDecimal min = decimal(rule.at("min"));
        BigDecimal max = decimal(rule.at("max"));
        if (min != null && max != null && min.compareTo(max) > 0) {
            rule.at("min").mistake("'min' is more than 'max'; swap them");
        }
        int shortest = length.integer("min", -1);
        int longest = length.integer("max", -1);
        if (longest >= 0 && shortest > longest) {
            length.at("min").mistake("'min' is more than 'max'; swap them");
        }
        return new RuleSettings(
                rule.text("in") == null ? "" : rule.text("in"),
                rule.texts(any ? "any" : "field"),
                any,
                rule.flag("required"),
                rule.text("type"),
                min,
                max,
                oneOf(rule.at("one-of")),
                shortest,
                longest,
                pattern(rule.at("pattern")),
                rule.text("code"));
    }

    private static void checkShape(Section rule) {
        if (rule.has("any") && rule.has("field")) {
            rule.mistakeAtKey("'any' and 'field' stand together; keep one");
            return;
        }
        if (!rule.has("any") && !rule.has("field")) {
            rule.lacks("a rule for nothing; add 'field' or 'any'");
            return;
        }
        List<String> asked = ASKS.stream().filter(rule::has).toList();
        if (rule.has("any") && !asked.equals(List.of("required"))) {
            rule.at("any").mistakeAtKey("'any' goes with 'required: true' and nothing else; correct the rule");
        } else if (asked.isEmpty()) {
            rule.lacks("a rule that asks for nothing; add one of: " + String.join(", ", ASKS));
        }
    }

    private void checkColumns(Section rule) {
        if (!(transform instanceof Transform.Fields fields)) {
            if (rule.has("in")) {
                rule.at("in").mistake("'in' names a child table, and there are no 'children' here; take it out");
            }
            return;
        }
        List<String> tables =
                fields.children().stream().map(Transform.Children::table).toList();
        if (rule.has("in") && !rule.at("in").isKnown("child table", tables)) {
            return;
        }
        Collection<String> columns = columns(fields, rule.text("in"));
        if (!columns.isEmpty()) {
            rule.at(rule.has("any") ? "any" : "field").oneOrMany().forEach(field -> field.isKnown("column", columns));
        }
    }

    private static Collection<String> columns(Transform.Fields fields, String table) {
        Set<String> names = new LinkedHashSet<>();
        if (table == null) {
            fields.columns().stream().map(Column::name).forEach(names::add);
        }
        fields.children().stream().filter(child -> child.table().equals(table)).forEach(child -> {
            child.columns().stream().map(Column::name).forEach(names::add);
            names.add(child.parentColumn());
            names.add(child.numberColumn());
        });
        names.remove(null);
        return names;
    }

    private static BigDecimal decimal(Section number) {
        return number.node().isNumber() ? number.node().decimalValue() : null;
    }

    private static List<JsonNode> oneOf(Section values) {
        return values.isList() ? values.elements().stream().map(Section::node).toList() : null;
    }

    private static Pattern pattern(Section pattern) {
        if (pattern.text() == null) {
            return null;
        }
        try {
            return Pattern.compile(pattern.text());
        } catch (PatternSyntaxException e) {
            pattern.mistake("not a regular expression: " + e.getDescription() + " near character " + (e.getIndex() + 1)
                    + "; correct it");
        }
        return null;
    }
}
