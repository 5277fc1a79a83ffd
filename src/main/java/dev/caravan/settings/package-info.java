/**
 * Migration files and {@code config/caravan.properties}: from text to the types of {@code model}.
 *
 * <p>A file goes through four stages, and the mistakes of all of them are reported together, each with its place: YAML
 * (SnakeYAML's events) becomes a JSON tree with positions; placeholders get their values; the JSON Schema
 * {@code config/migration.schema.json}, the master of structure, is held against it; Java reads the meaning. May use
 * {@code model} only.
 */
package dev.caravan.settings;
