package dev.caravan.plan;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a person asked.
 *
 * @param who started the run
 * @param fresh true to begin the next passage though the last one has not ended
 * @param acceptChanged true to go on although a done step is not the one the file has now
 * @param rollback why everything is to be taken back, or null
 * @param statements what people say of steps whose outcome is unknown
 * @param stopped true once the run is to end
 */
public record PlanOptions(
        String who,
        boolean fresh,
        boolean acceptChanged,
        String rollback,
        List<Statement> statements,
        BooleanSupplier stopped) {
    public PlanOptions {
        statements = List.copyOf(statements);
    }
}
