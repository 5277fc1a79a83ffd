package dev.caravan.system.postgresql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One form for the texts that the server writes for one and the same condition. It keeps a condition as a tree, and a tree
 * made from its own text is not always the same one: {@code (a OR b) OR c} comes back as {@code a OR b OR c}, as {@code
 * BETWEEN} and row-wise {@code IS DISTINCT FROM} do, and {@code (ARRAY['a', 'b'])::text[]}, which an {@code IN} is, as
 * {@code ARRAY['a'::text, 'b'::text]}. Here a chain of one operator has no brackets inside, the cast of an array stands at
 * its elements, and blanks do not count. Two texts with the same form mean the same; strings and bodies of functions are
 * kept as they are.
 */
final class SchemaText {
    private static final Pattern TOKEN =
            Pattern.compile("\\s+|(\\$(?:[A-Za-z_]\\w*)?\\$)(?s:.*?)\\1|'[^']*+'|\"[^\"]*+\"|::|\\w+|.");

    private static final List<String> OPERATORS = List.of("AND", "OR");

    private final Matcher tokens;

    private SchemaText(String sql) {
        tokens = TOKEN.matcher(sql);
    }

    /** The form of a statement that the server wrote. */
    static String form(String sql) {
        return new SchemaText(sql).inside("").text();
    }

    /** A token, or what stands between two brackets. */
    private record Item(String token, List<Item> items) {
        boolean is(String text) {
            return items == null && token.equals(text);
        }

        boolean opens(String bracket) {
            return items != null && token.equals(bracket);
        }

        boolean isName() {
            return items == null && (Character.isLetter(token.charAt(0)) || "\"_.".indexOf(token.charAt(0)) >= 0);
        }

        String text() {
            return items == null
                    ? token
                    : items.stream().map(Item::text).collect(Collectors.joining(" ", token, closing(token)));
        }
    }

    private static String closing(String bracket) {
        return switch (bracket) {
            case "(" -> ")";
            case "[" -> "]";
            default -> "";
        };
    }

    /** All up to the bracket that closes this one, or to the end. */
    private Item inside(String bracket) {
        List<Item> items = new ArrayList<>();
        while (tokens.find()) {
            String token = tokens.group();
            if (token.equals("(") || token.equals("[")) {
                items.add(inside(token));
            } else if (token.equals(closing(bracket))) {
                break;
            } else if (!token.isBlank()) {
                items.add(new Item(token, null));
            }
        }
        return new Item(bracket, flat(castAtElements(items)));
    }

    /** {@code (ARRAY[x, y])::t[]} as {@code ARRAY[(x)::t, (y)::t]}. */
    private static List<Item> castAtElements(List<Item> items) {
        List<Item> all = new ArrayList<>();
        for (int at = 0; at < items.size(); at++) {
            int end = isArray(items.get(at)) ? endOfArrayType(items, at + 1) : -1;
            if (end < 0) {
                all.add(items.get(at));
            } else {
                all.addAll(cast(items.get(at).items(), items.subList(at + 1, end)));
                at = end;
            }
        }
        return all;
    }

    private static boolean isArray(Item item) {
        return item.opens("(")
                && item.items().size() == 2
                && item.items().get(0).is("ARRAY")
                && item.items().get(1).opens("[");
    }

    /** Where the {@code []} stands that ends a cast beginning here; -1 when none does. */
    private static int endOfArrayType(List<Item> items, int start) {
        if (start >= items.size() || !items.get(start).is("::")) {
            return -1;
        }
        int at = start + 1;
        while (at < items.size() && (items.get(at).isName() || items.get(at).opens("("))) {
            at++;
        }
        return at < items.size()
                        && items.get(at).opens("[")
                        && items.get(at).items().isEmpty()
                ? at
                : -1;
    }

    private static List<Item> cast(List<Item> array, List<Item> type) {
        List<Item> elements = new ArrayList<>();
        List<Item> element = new ArrayList<>();
        for (Item item : array.get(1).items()) {
            if (item.is(",")) {
                elements.addAll(castElement(element, type));
                elements.add(item);
                element = new ArrayList<>();
            } else {
                element.add(item);
            }
        }
        elements.addAll(castElement(element, type));
        return List.of(array.get(0), new Item("[", elements));
    }

    private static List<Item> castElement(List<Item> element, List<Item> type) {
        if (element.size() == 2 && element.get(0).is("ARRAY")) {
            return cast(element, type);
        }
        List<Item> all = new ArrayList<>(List.of(new Item("(", element)));
        all.addAll(type);
        return all;
    }

    /** A chain of one operator without the brackets around its members that are chains of the same. */
    private static List<Item> flat(List<Item> items) {
        String operator = operator(items);
        if (operator.isEmpty()) {
            return items;
        }
        List<Item> all = new ArrayList<>();
        for (int at = 0; at < items.size(); at++) {
            Item item = items.get(at);
            boolean alone = (at == 0 || items.get(at - 1).is(operator))
                    && (at == items.size() - 1 || items.get(at + 1).is(operator));
            if (alone && item.opens("(") && operator(item.items()).equals(operator)) {
                all.addAll(item.items());
            } else {
                all.add(item);
            }
        }
        return all;
    }

    /** The operator that alone links these, {@code AND} or {@code OR}; empty when none does, or both. */
    private static String operator(List<Item> items) {
        List<String> found = OPERATORS.stream()
                .filter(one -> items.stream().anyMatch(item -> item.is(one)))
                .toList();
        return found.size() == 1 ? found.get(0) : "";
    }
}
