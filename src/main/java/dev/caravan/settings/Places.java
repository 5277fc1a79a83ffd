package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** Where each value of a tree stands in its file, by JSON pointer. */
final class Places {
    private final Map<String, Spot> spots = new HashMap<>();

    /** The pointer of a member or element. */
    static String child(String pointer, Object keyOrIndex) {
        return pointer + "/" + keyOrIndex.toString().replace("~", "~0").replace("/", "~1");
    }

    void put(String pointer, Spot spot) {
        spots.put(pointer, spot);
    }

    int size() {
        return spots.size();
    }

    /** Where the value stands; for what does not stand in the file, where its nearest owner stands. */
    Place value(String pointer) {
        return spot(pointer).value();
    }

    /** Where the key of the value stands; for an element of a list, the element itself. */
    Place key(String pointer) {
        return spot(pointer).key();
    }

    /** The scalar as it was written, or null. */
    String written(String pointer) {
        return spot(pointer).written();
    }

    private Spot spot(String pointer) {
        for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            Spot spot = spots.get(at);
            if (spot != null) {
                return spot;
            }
            if (at.isEmpty()) {
                return new Spot(Place.START, Place.START, null);
            }
        }
    }

    /** What stands below an alias stands where its anchor stands. Answers how many values that are, at most {@code most}. */
    int copyBelow(JsonNode node, String from, String to, int most) {
        int copied = 0;
        Iterator<String> keys = node.fieldNames();
        for (int i = 0; i < node.size() && copied < most; i++) {
            Object key = node.isObject() ? keys.next() : i;
            JsonNode child = node.isObject() ? node.get((String) key) : node.get(i);
            spots.put(child(to, key), spot(child(from, key)));
            copied += 1 + copyBelow(child, child(from, key), child(to, key), most - copied - 1);
        }
        return copied;
    }

    /**
     * A value's places.
     *
     * @param written the scalar as it was written, or null for a map or list
     */
    record Spot(Place key, Place value, String written) {}
}
