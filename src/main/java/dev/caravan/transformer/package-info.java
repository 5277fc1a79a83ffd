/**
 * The transform stage: turns the records of a chunk into rows of the target, by the mapping that the migration file asks for.
 *
 * <p>{@link dev.caravan.transformer.Mappings} makes one of three mappings: {@code fields:} (streaming, without a tree), jq, or
 * a copy. All read JSON with the same strict reader, so that the same bytes are accepted or rejected alike. May use
 * {@code model} and {@code spi}.
 */
package dev.caravan.transformer;
