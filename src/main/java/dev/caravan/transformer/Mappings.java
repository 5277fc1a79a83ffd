package dev.caravan.transformer;

import dev.caravan.model.Transform;
import dev.caravan.spi.Mapping;

/** Makes mappings. */
public final class Mappings {
    private Mappings() {}

    /**
     * Compiles what a pipeline's {@code transform:} asks for. The mapping is safe for use by several threads.
     *
     * @throws dev.caravan.model.CaravanException FILE_INVALID for what no run can do, SCHEMA_MISMATCH for what does not fit
     *     the target's tables
     */
    public static Mapping of(Transform transform, MappingContext context) {
        if (transform instanceof Transform.Fields fields) {
            return FieldsMapping.of(fields, context);
        }
        if (transform instanceof Transform.Jq jq) {
            return new JqMapping(jq.program(), context);
        }
        return new CopyMapping(context);
    }

    /**
     * A mapping that adds a text to the rows of another one.
     *
     * @param column the name of the column that gets it
     * @param program jq over the row; no text, or a blank one, rejects the record
     */
    public static Mapping withText(Mapping mapping, String column, String program, MappingContext context) {
        return new TextMapping(mapping, column, program, context);
    }
}
