package dev.caravan.step.notify;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What people are told.
 *
 * @param event {@code start}, {@code waiting}, {@code failed}, {@code rolled-back}, {@code done}, or {@code notice}
 * @param passage which passage of the migration it is about; 0 where there is none
 * @param text no secrets, no values of records
 */
public record Message(String migration, long passage, String event, String text, String at) {
    /** What templates may use, by name. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("migration", migration);
        values.put("passage", String.valueOf(passage));
        values.put("event", event);
        values.put("text", text);
        values.put("at", at);
        values.put("key", migration + "/" + passage);
        values.put("severity", severity());
        values.put("action", event.equals("done") || event.equals("rolled-back") ? "resolve" : "trigger");
        return values;
    }

    String subject() {
        return "[" + migration + "] " + event + ": " + text.lines().findFirst().orElse("");
    }

    private String severity() {
        return switch (event) {
            case "failed" -> "error";
            case "waiting", "rolled-back" -> "warning";
            default -> "info";
        };
    }
}
