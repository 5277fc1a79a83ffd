package dev.caravan.traffic.compare;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One thing in which two answers differ.
 *
 * @param path where: {@code status}, {@code header NAME}, {@code body}, or a path of the JSON such as {@code .items[].price}
 * @param record the name of the record behind it, such as {@code id 17}; empty when none is to be seen
 * @param v1 what v1 has there; a missing node when nothing
 * @param v2 what v2 has there
 */
record Difference(String path, String record, JsonNode v1, JsonNode v2) {}
