package dev.caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Secrets that a file got from settings and from the environment: whatever is shown or written down of a plan has {@code ***}
 * in their place.
 *
 * @param texts longest first, so that one inside of another leaves nothing of it
 */
public record Withheld(List<String> texts) {
    /** Shorter ones stand in ordinary words by chance. */
    private static final int SHORTEST = 6;

    public Withheld {
        texts = List.copyOf(texts);
    }

    /** Of the texts, those that are long enough to be told from others. */
    public static Withheld of(Collection<String> texts) {
        return new Withheld(texts.stream()
                .filter(text -> text.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList());
    }

    /** Nothing at all. */
    public static Withheld none() {
        return new Withheld(List.of());
    }

    /** The text without them; null for null. */
    public String in(String text) {
        String shown = text;
        for (int i = 0; shown != null && i < texts.size(); i++) {
            shown = shown.replace(texts.get(i), Masking.MASK);
        }
        return shown;
    }

    /** The tree with every text of it without them. The given one stays as it is. */
    public JsonNode in(JsonNode tree) {
        return texts.isEmpty() ? tree : JsonTexts.changed(tree, this::in);
    }

    /** How many they are, and not which. */
    @Override
    public String toString() {
        return texts.size() + " withheld";
    }
}
