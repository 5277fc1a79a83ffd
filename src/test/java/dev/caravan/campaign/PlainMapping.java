package dev.caravan.campaign;

import dev.caravan.campaign.PlainJson.Refused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What v2 must hold of v1, by BarnabeeNet's own rules and nothing else: written a second time, the plain way, from what the
 * migration promises and not from how it does it.
 */
final class PlainMapping {
    /** Stands for the first start of the migration. */
    static final Object NOW = new Object();

    private static final Pattern TIMESTAMP =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)?");
    private static final Set<String> TYPES =
            Set.of("fact", "preference", "decision", "event", "person", "project", "meeting", "journal");
    private static final Set<String> ASSISTANTS = Set.of("assistant", "agent", "ai", "bot", "model", "barnabee");

    private final Expected expected = new Expected();

    /** What has to come of the memories and conversations below a folder. */
    static Expected of(Path folder) {
        PlainMapping mapping = new PlainMapping();
        PlainFiles.read(folder, PlainFiles.MEMORIES).forEach(mapping::memories);
        PlainFiles.read(folder, PlainFiles.CONVERSATIONS).forEach(mapping::conversations);
        return mapping.expected;
    }

    private void memories(String file, List<byte[]> records) {
        for (int i = 0; i < records.size(); i++) {
            Expected.Place place = new Expected.Place("memories", file, i, 0);
            try {
                memory(place, parse(records.get(i)));
            } catch (Refused refused) {
                expected.reject(place, refused.code(), records.get(i));
            }
        }
    }

    private void memory(Expected.Place place, Map<String, Object> v1) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", PlainIds.of("memories", place.key()));
        row.put("summary", cut(text(first(v1, "", "summary", "title"))));
        row.put("content", text(first(v1, "", "content", "text")));
        row.put("keywords", array(first(v1, List.of(), "keywords", "tags")));
        row.put("memory_type", type(text(first(v1, "fact", "type", "category"))));
        row.put("source_type", "migration");
        row.put("source_id", "v1:" + place.file().substring(place.file().lastIndexOf('/') + 1));
        row.put("source_path", place.key());
        row.put("owner", text(first(v1, "family", "owner", "user")));
        row.put("visibility", text(first(v1, "private", "visibility")));
        row.put("created_at", timestamp(first(v1, NOW, "created_at")));
        expected.row(place, row);
    }

    private void conversations(String file, List<byte[]> records) {
        for (int i = 0; i < records.size(); i++) {
            Expected.Place place = new Expected.Place("conversations", file, i, 0);
            try {
                conversation(place, parse(records.get(i)), records.get(i));
            } catch (Refused refused) {
                expected.reject(place, refused.code(), records.get(i));
            }
        }
    }

    private void conversation(Expected.Place place, Map<String, Object> v1, byte[] record) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", PlainIds.of("conversations", place.key()));
        row.put("started_at", timestamp(first(v1, NOW, "started_at", "timestamp")));
        row.put("ended_at", timestamp(first(v1, null, "ended_at")));
        row.put("speaker_id", text(first(v1, "unknown", "speaker", "user")));
        row.put("mode", "voice");
        row.put("summary", text(first(v1, "", "summary")));
        row.put("topic_tags", PlainJson.compact(first(v1, List.of(), "tags")));
        row.put("source_path", place.key());
        List<?> turns = (List<?>) first(v1, List.of(), "turns", "messages");
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int number = 1; number <= turns.size(); number++) {
            rows.add(turn(place, number, (Map<?, ?>) turns.get(number - 1)));
        }
        expected.row(place, row);
        for (int number = 1; number <= rows.size(); number++) {
            Expected.Place at = new Expected.Place("conversation_turns", place.file(), place.ordinal(), number);
            Map<String, Object> turn = rows.get(number - 1);
            if (turn.get("utterance").equals("") && turn.get("response").equals("")) {
                expected.reject(at, "missing_any", record);
            } else {
                expected.row(at, turn);
            }
        }
    }

    private static Map<String, Object> turn(Expected.Place conversation, int number, Map<?, ?> v1) {
        String role = text(first(v1, "user", "role"));
        boolean answer = ASSISTANTS.contains(role.toLowerCase(Locale.ROOT));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", PlainIds.ofChild("conversations", "conversation_turns", conversation.key(), number));
        row.put("conversation_id", PlainIds.of("conversations", conversation.key()));
        row.put("turn_number", number);
        row.put("role", role);
        Object said = v1.get("content");
        row.put("utterance", text(first(v1, answer || said == null ? "" : said, "utterance", "input")));
        row.put("response", text(first(v1, answer && said != null ? said : "", "response", "output")));
        row.put("created_at", timestamp(first(v1, NOW, "timestamp")));
        return row;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parse(byte[] record) {
        return (Map<String, Object>) PlainJson.parse(record);
    }

    private static Object first(Map<?, ?> v1, Object otherwise, String... keys) {
        for (String key : keys) {
            if (v1.get(key) != null) {
                return v1.get(key);
            }
        }
        return otherwise;
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new Refused("bad_type");
    }

    private static Object timestamp(Object value) {
        if (value == null || value == NOW || TIMESTAMP.matcher(text(value)).matches()) {
            return value;
        }
        throw new Refused("bad_type");
    }

    private static String cut(String text) {
        int length = Math.min(500, text.codePointCount(0, text.length()));
        return text.substring(0, text.offsetByCodePoints(0, length));
    }

    private static String array(Object value) {
        return PlainJson.compact(value instanceof List<?> ? value : List.of(value));
    }

    private static String type(String v1) {
        String name = v1.toLowerCase(Locale.ROOT);
        if (name.equals("preference_food") || name.equals("preference_media")) {
            return "preference";
        }
        return TYPES.contains(name) ? name : "fact";
    }
}
