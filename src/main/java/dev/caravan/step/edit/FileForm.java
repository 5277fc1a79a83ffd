package dev.caravan.step.edit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * How one kind of file writes keys and values. It only knows where things stand: what it does not name stays byte for byte.
 * Safe for use by several threads.
 */
interface FileForm {
    /**
     * Every place that gives the key a value, in order; empty when there is none.
     *
     * @throws Unfit when the text cannot be read in this form
     */
    List<Entry> find(String text, String key) throws Unfit;

    /**
     * A value as this form writes it.
     *
     * @param before the entry's old text, whose quotes are kept where they fit; empty for a new one
     */
    String render(JsonNode value, String before, String prefix);

    /** The text with one more key. */
    String add(String text, String key, JsonNode value) throws Unfit;

    /** The text without an entry. */
    default String cut(String text, Entry entry) throws Unfit {
        return text.substring(0, entry.begin()) + text.substring(entry.end());
    }

    /** What stands in the way of an edit; what to do. */
    final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message);
        }
    }
}
