package dev.caravan.phrase;

import dev.caravan.model.Chunk;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The phrases of a table's rows that enough of them have, and which row has which. A phrase gets the next number with the row
 * that makes it often enough: rows that come later change no number.
 */
final class Concepts {
    private final List<String> textColumns;
    private final int least;
    private final Map<String, Integer> seen = new HashMap<>();
    private final List<String> phrases = new ArrayList<>();
    private final List<Integer> rowsOf = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private long[] keys = new long[1024];
    private int[] linked = new int[1024];
    private float[] weights = new float[1024];
    private int links;

    Concepts(List<String> textColumns, int least) {
        this.textColumns = List.copyOf(textColumns);
        this.least = least;
    }

    /** Concepts that are given, not found in texts. */
    Concepts() {
        this(List.of(), 1);
    }

    /** Takes the next concept as it is, with the weights of the rows that have it. */
    void give(String name, Map<Long, Float> weights) {
        names.add(name);
        weights.forEach((key, weight) -> link(key, names.size(), weight));
    }

    /** Takes the rows of a chunk. */
    void add(Chunk chunk) {
        if (chunk.records() instanceof RowRecords records) {
            for (int row = 0; row < records.count(); row++) {
                if (chunk.pending(row)) {
                    add(records.rows().longValue(row, records.keyColumns()[0]), text(records.rows(), row));
                }
            }
        }
    }

    /** Leaves out the links to phrases that too few rows have; after the last row. */
    void finish() {
        int kept = 0;
        for (int link = 0; link < links; link++) {
            Integer number = numbers.get(linked[link]);
            if (number != null) {
                keys[kept] = keys[link];
                linked[kept] = number;
                weights[kept] = weights[link];
                kept++;
            }
        }
        links = kept;
    }

    int count() {
        return names.size();
    }

    /** The name of the concept with a number, from 1. */
    String name(int number) {
        return names.get(number - 1);
    }

    int links() {
        return links;
    }

    /** The key of the row that a link begins at. */
    long key(int link) {
        return keys[link];
    }

    /** The number of the concept that a link leads to. */
    int concept(int link) {
        return linked[link];
    }

    /** The share of the row's phrases that are this one. */
    double weight(int link) {
        return weights[link];
    }

    private void add(long key, String text) {
        Map<String, Integer> found = NounPhrases.of(text);
        double all = found.values().stream().mapToInt(Integer::intValue).sum();
        found.forEach((phrase, count) -> {
            Integer index = seen.get(phrase);
            if (index == null) {
                index = phrases.size();
                seen.put(phrase, index);
                phrases.add(phrase);
                rowsOf.add(0);
            }
            rowsOf.set(index, rowsOf.get(index) + 1);
            if (rowsOf.get(index) == least) {
                names.add(phrase);
                numbers.put(index, names.size());
            }
            link(key, index, (float) (count / all));
        });
    }

    private void link(long key, int index, float weight) {
        if (links == keys.length) {
            keys = Arrays.copyOf(keys, links * 2);
            linked = Arrays.copyOf(linked, links * 2);
            weights = Arrays.copyOf(weights, links * 2);
        }
        keys[links] = key;
        linked[links] = index;
        weights[links] = weight;
        links++;
    }

    private String text(RowBuffer rows, int row) {
        StringBuilder text = new StringBuilder();
        for (String name : textColumns) {
            int column = rows.indexOf(name);
            if (!rows.isNull(row, column)) {
                text.append(rows.text(row, column)).append('\n');
            }
        }
        return text.toString();
    }
}
