package dev.caravan.system.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes valid JSON at random, as ugly as it may be. */
final class RandomJson {
    private static final String[] TEXTS = {
        "",
        "a",
        "]",
        "}",
        "[{",
        ",",
        "\\\"",
        "\\\\",
        "\\\\\\\"",
        "\\u00fc",
        "\u00fc",
        "\u20ac\u4e2d",
        "\ud83d\ude00",
        "null",
        " ",
        ":"
    };
    private static final String[] SCALARS = {"0", "-1", "2.50", "1e10", "12345678901234567890", "true", "false", "null"
    };
    private static final String[] BLANKS = {"", "", "", " ", "\n", "\t", "\r\n", "    "};

    private final Random random;

    RandomJson(Random random) {
        this.random = random;
    }

    List<String> records(boolean objectsOnly) {
        List<String> records = new ArrayList<>();
        int count = random.nextInt(12);
        for (int index = 0; index < count; index++) {
            records.add(objectsOnly ? object(3) : value(4));
        }
        return records;
    }

    String array(List<String> elements) {
        StringBuilder array = new StringBuilder(blank() + "[" + blank());
        for (int index = 0; index < elements.size(); index++) {
            array.append(index == 0 ? "" : blank() + "," + blank()).append(elements.get(index));
        }
        return array + blank() + "]" + blank();
    }

    String lines(List<String> records) {
        StringBuilder lines = new StringBuilder();
        for (String line : records) {
            lines.append(random.nextInt(4) == 0 ? " \r\n" : "");
            lines.append(random.nextBoolean() ? " " : "").append(line).append(random.nextBoolean() ? "\r\n" : "\n");
        }
        return lines.toString();
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 3)) {
            case 0 -> text();
            case 1, 2 -> SCALARS[random.nextInt(SCALARS.length)];
            case 3 -> list(depth - 1);
            default -> object(depth - 1);
        };
    }

    private String list(int depth) {
        List<String> values = new ArrayList<>();
        for (int index = random.nextInt(4); index > 0; index--) {
            values.add(blank() + value(depth) + blank());
        }
        return "[" + String.join(",", values) + "]";
    }

    private String object(int depth) {
        List<String> fields = new ArrayList<>();
        for (int index = random.nextInt(4); index > 0; index--) {
            fields.add(blank() + text() + blank() + ":" + blank() + value(depth) + blank());
        }
        return "{" + String.join(",", fields) + "}";
    }

    private String text() {
        StringBuilder text = new StringBuilder("\"");
        for (int index = random.nextInt(9); index > 0; index--) {
            text.append(TEXTS[random.nextInt(TEXTS.length)]);
        }
        return text.append('"').toString();
    }

    private String blank() {
        return BLANKS[random.nextInt(BLANKS.length)];
    }
}
