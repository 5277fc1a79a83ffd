package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * A YAML document as a JSON tree.
 *
 * @param broken pointers of values that have been complained about; nothing more is said of them
 * @param doubtful pointers of maps with unknown keys; what they lack may be what was misspelt
 */
record YamlTree(JsonNode root, Places places, Set<String> broken, Set<String> doubtful) {}
