/**
 * What the rooms talk about: a migration, its pipelines, partitions and chunks, rows, rejects, ledger rows and verdicts.
 *
 * <p>Plain data without input or output. May use the JDK and Jackson's tree ({@code JsonNode}), because a JSON item has no
 * better form; nothing else. Every other room may use this one.
 */
package dev.caravan.model;
