package dev.caravan.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.campaign.Expected.FileCounts;
import dev.caravan.campaign.Expected.Place;
import dev.caravan.campaign.Expected.Reject;
import dev.caravan.campaign.Expected.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Judges a migration by what v1 holds and by nothing that the program says of itself: each record is in v2 once, value by
 * value, or among the rejects with its reason; nothing else is there; and what the program counts is what there is.
 */
final class Checker {
    private static final int MOST = 20;

    private final Expected expected;
    private final List<String> problems = new ArrayList<>();

    /** @param expected what must be there, neither more nor less */
    Checker(Expected expected) {
        this.expected = expected;
    }

    /** Everything that was found wrong; empty when all is right. */
    List<String> problems() {
        return problems;
    }

    /** The rows of the target, its full-text index and the database itself. */
    Checker rows(Path target) throws IOException, SQLException {
        try (Opened v2 = Opened.copyOf(target)) {
            String now = (String) v2.one("SELECT first_start FROM caravan_migration WHERE migration = 'barnabeenet'");
            checkNow(now);
            for (String table : expected.rows().keySet()) {
                checkRows(table, expected.rows().get(table), v2, now);
            }
            checkDatabase(v2);
        }
        return this;
    }

    /** What the target's ledger counts. */
    Checker ledger(Path target) throws IOException, SQLException {
        Map<String, String> wanted = new TreeMap<>();
        expected.files().forEach((file, counts) -> wanted.put(file, ledgerLine(file, counts)));
        Map<String, String> really = new TreeMap<>();
        try (Opened v2 = Opened.copyOf(target)) {
            for (Map<String, Object> row : v2.rows("SELECT * FROM caravan_ledger WHERE read > 0")) {
                really.put(row.get("pipeline") + "/" + row.get("partition"), ledgerLine(row));
            }
        }
        Set<String> files = new TreeSet<>(wanted.keySet());
        files.addAll(really.keySet());
        for (String file : files) {
            differs("ledger of " + file, wanted.get(file), really.get(file));
        }
        return this;
    }

    /** The files of rejects. */
    Checker rejects(Path state) throws IOException {
        Map<Place, Reject> missing = new HashMap<>(expected.rejects());
        for (String pipeline : List.of("memories", "conversations")) {
            Path file = state.resolve("rejects").resolve("barnabeenet").resolve(pipeline + ".ndjson");
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                checkReject(pipeline, line, missing);
            }
        }
        missing.forEach((place, reject) -> problem("not among the rejects: " + place + " " + reject.code()));
        return this;
    }

    /** The report of the last run, which speaks of the whole migration: done, verified, and its sums are those of v1. */
    Checker report(Path file) throws IOException {
        Map<?, ?> report = (Map<?, ?>) PlainJson.parse(Files.readAllBytes(file));
        differs("outcome", "done", report.get("outcome"));
        for (Object pipeline : (List<?>) report.get("pipelines")) {
            checkPipeline((Map<?, ?>) pipeline);
        }
        Map<String, String> compared = new TreeMap<>();
        for (Object check : (List<?>) report.get("verification")) {
            Map<?, ?> one = (Map<?, ?>) check;
            differs("verification " + one.get("check"), "pass", one.get("outcome"));
            compared.put(one.get("check") + " of " + one.get("table"), text(one.get("compared")));
        }
        expected.rows()
                .forEach((table, rows) ->
                        differs("compared rows of " + table, "" + rows.size(), compared.get("rows of " + table)));
        return this;
    }

    private void checkPipeline(Map<?, ?> pipeline) {
        String name = (String) pipeline.get("name");
        FileCounts counts = expected.pipeline(name);
        differs("counts of " + name, counts(counts.imported(), counts.rejected()), counts(pipeline));
        Map<?, ?> turns = (Map<?, ?>) ((Map<?, ?>) pipeline.get("children")).get("conversation_turns");
        if (name.equals("conversations")) {
            differs("counts of turns", counts(counts.turnsImported(), counts.turnsRejected()), counts(turns));
        }
    }

    private static String counts(int imported, int rejected) {
        return (imported + rejected) + " = " + imported + " + 0 + " + rejected + " + 0";
    }

    private static String counts(Map<?, ?> counts) {
        return text(counts.get("read")) + " = " + text(counts.get("imported")) + " + " + text(counts.get("filtered"))
                + " + " + text(counts.get("rejected")) + " + " + text(counts.get("skipped"));
    }

    private void checkNow(String now) {
        Instant start = Instant.parse(now);
        if (start.isAfter(Instant.now()) || start.isBefore(Instant.now().minusSeconds(86_400))) {
            problem("the first start is said to be " + now);
        }
    }

    private void checkRows(String table, Map<String, Row> wanted, Opened v2, String now) throws SQLException {
        Map<String, Row> missing = new LinkedHashMap<>(wanted);
        Set<String> seen = new TreeSet<>();
        for (Map<String, Object> row : v2.rows("SELECT * FROM " + table)) {
            String id = (String) row.get("id");
            if (!seen.add(id)) {
                problem(table + " " + id + " is there twice");
            } else if (!wanted.containsKey(id)) {
                problem(table + " " + id + " is of no record that may be here: " + row);
            } else {
                checkValues(table, missing.remove(id).values(), row, now);
            }
        }
        missing.values().forEach(row -> problem(table + ": lost " + row.place()));
    }

    private void checkValues(String table, Map<String, Object> wanted, Map<String, Object> row, String now) {
        wanted.forEach((column, value) -> {
            Object really = row.get(column);
            if (!Objects.equals(value == PlainMapping.NOW ? now : value, really)) {
                problem(table + " " + row.get("id") + " " + column + " is '" + really + "' and not '" + value + "'");
            }
        });
    }

    private static String ledgerLine(String file, FileCounts counts) {
        String turns = String.format(
                "{\"conversation_turns\":[%d,%d,0,%d,0]}",
                counts.turns(), counts.turnsImported(), counts.turnsRejected());
        return counts(counts.imported(), counts.rejected()) + " " + (file.startsWith("memories/") ? "{}" : turns);
    }

    private static String ledgerLine(Map<String, Object> row) {
        return row.get("read") + " = " + row.get("imported") + " + " + row.get("filtered") + " + " + row.get("rejected")
                + " + " + row.get("skipped") + " " + row.get("children");
    }

    private void checkDatabase(Opened v2) throws SQLException {
        v2.rows("PRAGMA foreign_key_check").forEach(row -> problem("foreign key: " + row));
        differs("integrity", "ok", v2.one("PRAGMA integrity_check"));
        try {
            v2.run("INSERT INTO memories_fts (memories_fts, rank) VALUES ('integrity-check', 1)");
        } catch (SQLException e) {
            problem("full-text index: " + e.getMessage());
        }
    }

    private void checkReject(String pipeline, String text, Map<Place, Reject> missing) {
        Map<?, ?> line = (Map<?, ?>) PlainJson.parse(text.getBytes(UTF_8));
        Map<?, ?> position = (Map<?, ?>) line.get("position");
        String table = position.containsKey("child") ? (String) position.get("child") : pipeline;
        Place place = new Place(
                table, (String) position.get("partition"), number(position, "ordinal"), number(position, "number"));
        Reject wanted = missing.remove(place);
        if (wanted == null) {
            problem((expected.rejects().containsKey(place) ? "rejected twice: " : "wrongly rejected: ") + text);
            return;
        }
        differs("code of reject " + place, wanted.code(), line.get("code"));
        if (line.get("record") != null) {
            differs("record of reject " + place, wanted.record(), line.get("record"));
        }
        if (String.valueOf(line.get("reason")).isBlank()) {
            problem("rejected without a reason: " + text);
        }
    }

    private static int number(Map<?, ?> position, String key) {
        return position.containsKey(key) ? Integer.parseInt(text(position.get(key))) : 0;
    }

    private static String text(Object value) {
        return value instanceof PlainJson.Literal literal ? literal.text() : String.valueOf(value);
    }

    private void differs(String what, Object wanted, Object really) {
        if (!Objects.equals(wanted, really)) {
            problem(what + ": '" + really + "' and not '" + wanted + "'");
        }
    }

    private void problem(String text) {
        if (problems.size() < MOST) {
            problems.add(text);
        }
    }
}
