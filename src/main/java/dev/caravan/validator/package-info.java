/**
 * The validate stage: looks at the rows that the mapping made and rejects what is not acceptable, by the rules and the JSON
 * Schema of the migration file; and judges whether enough was accepted.
 *
 * <p>May use {@code model} and {@code spi}.
 */
package dev.caravan.validator;
