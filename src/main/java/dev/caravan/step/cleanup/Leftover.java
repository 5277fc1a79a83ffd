package dev.caravan.step.cleanup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import dev.caravan.step.archive.Archive;
import java.nio.file.Path;
import java.util.Optional;

/** One thing that a clean-up removes. Every verb may be called again after a process ended in its middle. */
interface Leftover {
    /** Its kind and name, the same after every restart: {@code snapshot start.v1-1-...}. */
    String named();

    /** False once it is gone. */
    boolean there(StepCall call);

    /** What is to be packed before it goes, under this name; empty where nothing is. */
    Optional<Packing> packing(StepCall call);

    /**
     * Removes it.
     *
     * @param archive what holds it, or null where nothing was packed
     * @return how it went, for the evidence
     * @throws dev.caravan.model.CaravanException when it is not what it was, or does not go
     */
    ObjectNode remove(StepCall call, Archive archive);

    /**
     * What is packed.
     *
     * @param name of the archive, without an ending
     */
    record Packing(Path what, String name) {}
}
