package dev.caravan.validator;

import dev.caravan.model.Chunk;
import dev.caravan.model.Pipeline;
import dev.caravan.model.RuleSettings;
import dev.caravan.spi.Rule;
import java.util.ArrayList;
import java.util.List;

/**
 * The validate stage: the rules in their order, then the JSON Schema. A record is rejected for the first thing that is wrong
 * with it. Safe for use by several threads, each with its own chunk.
 */
public final class Validator implements Rule {
    /** How rejects name this stage. */
    static final String STAGE = "validate";

    private final List<Rule> rules;

    /** A stage that checks {@code rules} in their order; without any it accepts all. */
    public Validator(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * The stage that a pipeline asks for.
     *
     * @throws dev.caravan.model.CaravanException FILE_INVALID for a rule or schema that no record can be checked by
     */
    public static Validator of(Pipeline pipeline) {
        String where = "pipeline '" + pipeline.name() + "'";
        List<Rule> rules = new ArrayList<>();
        for (RuleSettings settings : pipeline.validation().rules()) {
            rules.add(new FieldRule(settings, where));
        }
        if (pipeline.validation().schema() != null) {
            rules.add(new JsonSchemaRule(
                    pipeline.validation().schema(), pipeline.validation().schemaFile()));
        }
        return new Validator(rules);
    }

    /**
     * Checks a chunk that went through the transform stage.
     *
     * @throws dev.caravan.model.CaravanException FILE_INVALID for a rule about a field or table that the mapping does not write
     */
    @Override
    public void check(Chunk chunk) {
        for (Rule rule : rules) {
            rule.check(chunk);
        }
    }
}
