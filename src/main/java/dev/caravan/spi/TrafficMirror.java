package dev.caravan.spi;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Copies requests of one service to the side that does not serve them, and compares the answers.
 *
 * <p>Whether it is on is durable with what copies: it outlives this process. Used by one thread at a time; everything may be
 * repeated.
 */
public interface TrafficMirror extends AutoCloseable {
    /**
     * Turns it on.
     *
     * @param run what copies are counted for: the same name keeps its counts, another one begins anew
     * @throws dev.caravan.model.CaravanException TARGET_UNUSABLE when what copies does not run or refuses
     */
    void on(String run);

    /** Turns it off; its counts stay to be read. Does nothing where it was never on. */
    void off();

    /**
     * What was found, an object: {@code on}, {@code run}, {@code mirrored}, {@code compared}, {@code agreed}, {@code differences},
     * {@code dropped}, {@code failed}, {@code pending}; {@code agreement}, from 0 to 1, once something was compared; {@code
     * latency} of both sides in milliseconds and {@code errors}, the share of each; {@code endpoints}, each with its paths that
     * differ. Empty where it was never on.
     *
     * @param values true to show values in examples; else types and lengths
     */
    JsonNode results(boolean values);

    /** The latest requests without a body that were copied, an array of {@code method}, {@code path} and {@code headers}. */
    JsonNode recent();

    /** Gives back what this process holds; copying goes on. */
    @Override
    void close();
}
