package dev.caravan.step;

import dev.caravan.spi.SystemKind;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * What steps that handle whole systems work with.
 *
 * @param kinds the registered kinds of systems, by name
 * @param state the state folder
 */
public record SystemTools(Function<String, SystemKind> kinds, Path state) {}
