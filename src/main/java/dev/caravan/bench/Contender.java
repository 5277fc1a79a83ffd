package dev.caravan.bench;

import java.io.IOException;

/**
 * One of those that do the work of a case, each in a process of its own.
 *
 * @param name for people
 */
public record Contender(String name, Role role, Work work) {

    /** Does the work once, from nothing, and tells what it took. */
    @FunctionalInterface
    public interface Work {
        /**
         * Begins where the round before it ended and leaves nothing running.
         *
         * @throws IOException when a process cannot be started or its result not be read
         * @throws dev.caravan.model.CaravanException IO_FAILED when the process failed, or did not do all of the work
         */
        Sample measure() throws IOException;
    }
}
