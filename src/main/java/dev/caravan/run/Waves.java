package dev.caravan.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * In which order the tables of a pipeline are copied: each after those that its rows name, else a row would be refused for
 * want of one that comes later. Where tables name each other in a circle, the first in the file goes first. A table whose rows
 * name rows of its own, straight or in a circle, is read from its beginning to its end: nobody begins in the middle of it.
 */
final class Waves {
    /** Everything at once. */
    static final Waves ONE = new Waves(Map.of(), Set.of());

    private final Map<String, Integer> numbers;
    private final Set<String> inOrder;

    private Waves(Map<String, Integer> numbers, Set<String> inOrder) {
        this.numbers = Map.copyOf(numbers);
        this.inOrder = Set.copyOf(inOrder);
    }

    /** The waves of some tables, given which others each of them names. */
    static Waves of(List<String> tables, Function<String, Set<String>> references) {
        Map<String, Set<String>> named = new HashMap<>();
        tables.forEach(table -> named.put(word(table), words(references.apply(table))));
        Set<String> inOrder = tables.stream()
                .map(Waves::word)
                .filter(table -> reached(table, named.keySet(), named).contains(table))
                .collect(Collectors.toSet());
        List<String> left = new ArrayList<>(tables.stream().map(Waves::word).toList());
        Map<String, Integer> numbers = new HashMap<>();
        for (int number = 0; !left.isEmpty(); number++) {
            List<String> next = left.stream()
                    .filter(table -> left.stream()
                            .noneMatch(other ->
                                    !other.equals(table) && named.get(table).contains(other)))
                    .toList();
            List<String> wave = next.isEmpty() ? List.of(circular(left, named)) : next;
            for (String table : wave) {
                numbers.put(table, number);
            }
            left.removeAll(wave);
        }
        return new Waves(numbers, inOrder);
    }

    private static String circular(List<String> left, Map<String, Set<String>> named) {
        return left.stream()
                .filter(table -> reached(table, left, named).contains(table))
                .findFirst()
                .orElseThrow();
    }

    /** Which of the tables are named by the rows of one, or by the rows of those, and so on. */
    private static Set<String> reached(String table, Collection<String> left, Map<String, Set<String>> named) {
        Set<String> reached = new HashSet<>();
        List<String> look = new ArrayList<>(List.of(table));
        while (!look.isEmpty()) {
            Set<String> next = named.get(look.remove(look.size() - 1));
            next.stream().filter(left::contains).filter(reached::add).forEach(look::add);
        }
        return reached;
    }

    /** True when the partitions of a table go one after another. */
    boolean inOrder(String table) {
        return inOrder.contains(word(table));
    }

    /** Which wave a table goes with, from 0. */
    int of(String table) {
        return numbers.getOrDefault(word(table), 0);
    }

    private static Set<String> words(Set<String> tables) {
        Set<String> words = new HashSet<>();
        tables.forEach(table -> words.add(word(table)));
        return words;
    }

    /** Databases differ in whether case tells names apart; an order too many does no harm. */
    private static String word(String table) {
        return table == null ? "" : table.toLowerCase(Locale.ROOT);
    }
}
