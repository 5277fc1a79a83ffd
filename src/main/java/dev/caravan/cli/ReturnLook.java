package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Migration;
import dev.caravan.repository.Sleeper;
import dev.caravan.run.ReturnSafety;
import dev.caravan.run.RunState;
import dev.caravan.system.Systems;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** What going back would cost, or by when it had to be done, of a migration that was run before; {@code status} goes on where that cannot be told. */
final class ReturnLook {
    private ReturnLook() {}

    static Optional<ObjectNode> of(Path folder, String name, Clock clock) {
        Optional<Remembered> remembered = Remembered.of(folder, name);
        if (remembered.isEmpty()) {
            return Optional.empty();
        }
        try (RunState state = RunState.open(folder, clock, Sleeper.real())) {
            Remembered last = remembered.get();
            Migration migration =
                    Home.find().load(FileOptions.of(last.file().toString(), last.with(Map.of()), last.working()));
            return ReturnSafety.deadlines(migration, state)
                    .or(() -> ReturnSafety.of(migration, state, new Systems(clock)::kind));
        } catch (CaravanException untold) {
            return Optional.of(JsonNodeFactory.instance.objectNode().put("unknown", untold.line()));
        }
    }
}
