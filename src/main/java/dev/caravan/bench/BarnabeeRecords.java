package dev.caravan.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.SplittableRandom;

/** Writes single records of BarnabeeNet's v1. */
final class BarnabeeRecords {
    private static final long FIRST_SECOND =
            Instant.parse("2021-03-01T00:00:00Z").getEpochSecond();
    private static final int SECONDS = 3 * 365 * 86_400;
    private static final String[] TYPES = {
        "fact",
        "preference",
        "preference_food",
        "preference_media",
        "decision",
        "event",
        "person",
        "project",
        "meeting",
        "journal",
        "note",
        "reminder",
        "Event",
        "recipe"
    };

    private final SplittableRandom random;
    private final BarnabeeText text;
    private int turns;

    BarnabeeRecords(long seed) {
        this.random = new SplittableRandom(seed);
        this.text = new BarnabeeText(random);
    }

    /** How many turns were written so far. */
    int turns() {
        return turns;
    }

    void memory(JsonGenerator json, boolean older) throws IOException {
        json.writeStartObject();
        optional(json, older ? "title" : "summary", text.title());
        optional(json, older ? "text" : "content", text.paragraph());
        if (present(json, older ? "tags" : "keywords")) {
            words(json, older ? "tags" : "keywords");
        }
        optional(json, older ? "category" : "type", pick(TYPES));
        optional(json, older ? "user" : "owner", text.person());
        if (!older) {
            optional(json, "visibility", random.nextInt(4) == 0 ? "shared" : "private");
        }
        optional(json, "created_at", time(second(), older));
        json.writeEndObject();
    }

    /** A memory that cannot be carried over; {@code kind} from 0 to 5 says why. */
    void badMemory(JsonGenerator json, int kind) throws IOException {
        json.writeStartObject();
        json.writeStringField("content", text.paragraph());
        json.writeStringField("created_at", kind == 0 ? "last summer" : time(second(), false));
        json.writeFieldName("summary");
        switch (kind) {
            case 1 -> json.writeNumber(random.nextInt(1000));
            case 2 -> json.writeRawValue("\"half a smile \\ud83d\"");
            case 3 -> json.writeRawUTF8String(new byte[] {'c', 'a', 'f', (byte) 0xe9}, 0, 4);
            case 4 -> json.writeString("cut\u0000off");
            default -> json.writeString(text.title());
        }
        if (kind == 5) {
            json.writeStringField("content", "once more");
        }
        json.writeEndObject();
    }

    /**
     * A conversation with its turns.
     *
     * @param badTurn true when one turn more, without any text, is among them
     */
    void conversation(JsonGenerator json, boolean older, boolean badTurn) throws IOException {
        long start = second();
        int count = 1 + random.nextInt(6);
        json.writeStartObject();
        optional(json, older ? "timestamp" : "started_at", time(start, older));
        optional(json, "ended_at", time(start + 20L * count, older));
        optional(json, older ? "user" : "speaker", text.person());
        optional(json, "summary", text.title());
        if (present(json, "tags")) {
            words(json, "tags");
        }
        boolean messages = random.nextInt(3) == 0;
        json.writeArrayFieldStart(messages ? "messages" : "turns");
        if (badTurn) {
            emptyTurn(json, start);
        }
        for (int i = 0; i < count; i++) {
            turn(json, older, messages ? i : -1, start + 20L * i);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** A conversation that cannot be carried over. */
    void badConversation(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("started_at", "after supper");
        json.writeStringField("speaker", text.person());
        json.writeEndObject();
    }

    /** One turn; in role/content form when {@code message} is not -1. */
    private void turn(JsonGenerator json, boolean older, int message, long second) throws IOException {
        turns++;
        json.writeStartObject();
        if (message >= 0) {
            json.writeStringField("role", message % 2 == 0 ? "user" : "assistant");
            json.writeStringField("content", message % 2 == 0 ? text.request() : text.answer());
        } else {
            optional(json, "role", "user");
            json.writeStringField(older ? "input" : "utterance", text.request());
            optional(json, older ? "output" : "response", text.answer());
        }
        optional(json, "timestamp", time(second, older));
        json.writeEndObject();
    }

    private void emptyTurn(JsonGenerator json, long second) throws IOException {
        turns++;
        json.writeStartObject();
        json.writeStringField("role", "user");
        json.writeStringField("timestamp", time(second, false));
        json.writeEndObject();
    }

    /** Nearly always; else the field is left out or written as null, by chance. */
    private boolean present(JsonGenerator json, String field) throws IOException {
        if (random.nextInt(100) != 0) {
            return true;
        }
        if (random.nextBoolean()) {
            json.writeNullField(field);
        }
        return false;
    }

    private void optional(JsonGenerator json, String field, String value) throws IOException {
        if (present(json, field)) {
            json.writeStringField(field, value);
        }
    }

    /** A list of words; sometimes one word without a list, as v1 wrote it. */
    private void words(JsonGenerator json, String field) throws IOException {
        if (random.nextInt(20) == 0) {
            json.writeStringField(field, text.word());
            return;
        }
        json.writeArrayFieldStart(field);
        for (int i = random.nextInt(5); i > 0; i--) {
            json.writeString(text.word());
        }
        json.writeEndArray();
    }

    private long second() {
        return FIRST_SECOND + random.nextInt(SECONDS);
    }

    /** The older program wrote no zone, the newer one microseconds and a zone. */
    private String time(long second, boolean older) {
        if (older) {
            String utc = Instant.ofEpochSecond(second).toString();
            return utc.substring(0, utc.length() - 1);
        }
        return Instant.ofEpochSecond(second, (1 + random.nextInt(999_999)) * 1000L)
                .toString();
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
