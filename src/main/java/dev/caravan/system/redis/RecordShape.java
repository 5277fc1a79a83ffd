package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of an export: {@code key, type, value, expires_at} and the parts of the key; or, where keys are joined, the parts, a
 * column with the value for each name, and when the first of them expires.
 */
final class RecordShape implements RowShape {
    private final KeyChoice choice;
    private final TextForm texts;
    private final List<String> columns;

    RecordShape(KeyChoice choice, TextForm texts) {
        this.choice = choice;
        this.texts = texts;
        this.columns = choice.columns();
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public int[] key() {
        return choice.key().stream().mapToInt(columns::indexOf).toArray();
    }

    @Override
    public void add(RowBuffer rows, List<FoundKey> found) throws Unfit {
        for (FoundKey one : found) {
            if (one.value().isRejected()) {
                throw new Unfit(one.value().code(), of(one) + one.value().reason());
            }
        }
        Map<String, byte[]> parts = parts(found.get(0));
        long expiresAt = expiresAt(found);
        for (String column : columns) {
            if (column.equals(KeyChoice.EXPIRES_AT)) {
                addMoment(rows, expiresAt);
            } else if (parts.containsKey(column)) {
                rows.addBytes(CellType.TEXT, parts.get(column));
            } else if (choice.joined()) {
                addNamed(rows, found, choice.names().indexOf(column));
            } else {
                addOwn(rows, found.get(0), column);
            }
        }
    }

    @Override
    public void addName(RowBuffer rows, List<FoundKey> found) {
        FoundKey first = found.get(0);
        List<byte[]> values = choice.patterns().get(first.pattern()).parse(first.key());
        List<String> names = choice.patterns().get(first.pattern()).parts();
        for (String column : columns) {
            boolean key = !choice.joined() && column.equals(KeyChoice.KEY);
            int part = choice.joined() ? names.indexOf(column) : -1;
            if (key || part >= 0) {
                rows.addText(TextForm.shown(key ? first.key() : values.get(part)));
            } else {
                rows.addNull();
            }
        }
    }

    /** Adds a moment, or no value. */
    static void addMoment(RowBuffer rows, long millis) {
        if (millis < 0) {
            rows.addNull();
        } else {
            rows.addBytes(CellType.TEXT, MomentBytes.of(millis));
        }
    }

    /** Adds a value: a string as text, anything else as JSON. */
    static void addValue(RowBuffer rows, KeyValue value) {
        rows.addBytes(value.type() == KeyType.STRING ? CellType.TEXT : CellType.JSON, value.text());
    }

    private Map<String, byte[]> parts(FoundKey first) throws Unfit {
        KeyPattern pattern = choice.patterns().get(first.pattern());
        if (pattern.parts().isEmpty()) {
            return Map.of();
        }
        List<byte[]> values = pattern.parse(first.key());
        Map<String, byte[]> parts = new HashMap<>();
        for (int part = 0; part < values.size(); part++) {
            parts.put(pattern.parts().get(part), texts.read(values.get(part), "the key"));
        }
        return parts;
    }

    private void addOwn(RowBuffer rows, FoundKey found, String column) throws Unfit {
        switch (column) {
            case KeyChoice.KEY -> rows.addBytes(CellType.TEXT, texts.read(found.key(), "the key"));
            case KeyChoice.TYPE ->
                rows.addBytes(CellType.TEXT, found.value().type().word().getBytes(UTF_8));
            case KeyChoice.VALUE -> addValue(rows, found.value());
            default -> throw new Unfit(RejectCode.MISSING_FIELD, "the key has no part '" + column + "'");
        }
    }

    private static void addNamed(RowBuffer rows, List<FoundKey> found, int name) {
        for (FoundKey one : found) {
            if (one.pattern() == name && !one.value().isGone()) {
                addValue(rows, one.value());
                return;
            }
        }
        rows.addNull();
    }

    /** When the first of the keys expires. */
    private static long expiresAt(List<FoundKey> found) {
        long first = KeyValue.NEVER;
        for (FoundKey one : found) {
            long moment = one.value().expiresAt();
            if (moment >= 0 && (first < 0 || moment < first)) {
                first = moment;
            }
        }
        return first;
    }

    private String of(FoundKey one) {
        return choice.joined() ? "its " + choice.names().get(one.pattern()) + ": " : "";
    }
}
