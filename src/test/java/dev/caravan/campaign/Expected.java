package dev.caravan.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What must come of v1: every row by table and id, every reject by its place, the counts of every file. */
final class Expected {
    private static final List<String> TABLES = List.of("memories", "conversations", "conversation_turns");

    private final Map<String, Map<String, Row>> rows = new LinkedHashMap<>();
    private final Map<Place, Reject> rejects = new LinkedHashMap<>();
    private final Map<String, FileCounts> files = new TreeMap<>();

    Expected() {
        TABLES.forEach(table -> rows.put(table, new TreeMap<>()));
    }

    /** Where in v1 something stands: a record by file and ordinal from 0, a turn also by its number from 1. */
    record Place(String table, String file, int ordinal, int number) {
        String key() {
            return file + "#" + ordinal;
        }

        String pipeline() {
            return number == 0 ? table : "conversations";
        }

        /** By which the ledger knows the file. */
        String partition() {
            return pipeline() + "/" + file;
        }
    }

    /** A row of v2 and where it comes from. */
    record Row(Place place, Map<String, Object> values) {}

    /** Why something is not in v2, and the record it was in. */
    record Reject(String code, String record) {}

    /** How many records and turns of one file are in v2, and how many among the rejects. */
    record FileCounts(int imported, int rejected, int turnsImported, int turnsRejected) {
        static final FileCounts NONE = new FileCounts(0, 0, 0, 0);

        int read() {
            return imported + rejected;
        }

        int turns() {
            return turnsImported + turnsRejected;
        }

        FileCounts plus(FileCounts more) {
            return new FileCounts(
                    imported + more.imported,
                    rejected + more.rejected,
                    turnsImported + more.turnsImported,
                    turnsRejected + more.turnsRejected);
        }
    }

    void row(Place place, Map<String, Object> values) {
        rows.get(place.table()).put((String) values.get("id"), new Row(place, values));
        count(place, place.number() == 0 ? new FileCounts(1, 0, 0, 0) : new FileCounts(0, 0, 1, 0));
    }

    void reject(Place place, String code, byte[] record) {
        reject(place, new Reject(code, new String(record, UTF_8)));
    }

    /** The tables, each with its rows by id. */
    Map<String, Map<String, Row>> rows() {
        return rows;
    }

    Map<Place, Reject> rejects() {
        return rejects;
    }

    /** By {@code pipeline/file}. */
    Map<String, FileCounts> files() {
        return files;
    }

    /** The sum over the files of a pipeline. */
    FileCounts pipeline(String name) {
        return files.entrySet().stream()
                .filter(file -> file.getKey().startsWith(name + "/"))
                .map(Map.Entry::getValue)
                .reduce(FileCounts.NONE, FileCounts::plus);
    }

    long records() {
        return files.values().stream().mapToLong(FileCounts::read).sum();
    }

    /** The part of it that comes of the records before these positions, by {@code pipeline/file}; none where none is given. */
    Expected until(Map<String, Long> positions) {
        Expected part = new Expected();
        rows.values().forEach(table -> table.values().stream()
                .filter(row -> isBefore(row.place(), positions))
                .forEach(row -> part.row(row.place(), row.values())));
        rejects.forEach((place, reject) -> {
            if (isBefore(place, positions)) {
                part.reject(place, reject);
            }
        });
        return part;
    }

    private static boolean isBefore(Place place, Map<String, Long> positions) {
        return place.ordinal() < positions.getOrDefault(place.partition(), 0L);
    }

    private void reject(Place place, Reject reject) {
        rejects.put(place, reject);
        count(place, place.number() == 0 ? new FileCounts(0, 1, 0, 0) : new FileCounts(0, 0, 0, 1));
    }

    private void count(Place place, FileCounts one) {
        files.merge(place.partition(), one, FileCounts::plus);
    }
}
