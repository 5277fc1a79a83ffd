package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import java.nio.file.Path;

/** A program that runs here. */
final class ProcessLook implements Look {
    @Override
    public Seen look(StepCall call) {
        String name = call.step().options().path("process").asText();
        long running = ProcessHandle.allProcesses()
                .filter(process -> process.info().command().map(Path::of).map(Path::getFileName).stream()
                        .anyMatch(file -> file.toString().equals(name)))
                .count();
        ObjectNode facts = Look.facts().put("running", running);
        return running > 0 ? Seen.good(facts) : Seen.bad("no process '" + name + "' runs; start it", facts);
    }

    @Override
    public String outlook(JsonNode options) {
        return "a process " + options.path("process").asText() + " runs";
    }
}
