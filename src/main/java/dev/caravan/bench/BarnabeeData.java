package dev.caravan.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Makes v1 data as BarnabeeNet's household would have it: several files in several folders, two of them with one name, both
 * spellings of every field, some values missing, and a few records that cannot be carried over. The same seed makes the
 * same bytes.
 */
public final class BarnabeeData {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BUFFER = 1 << 16;

    private static final Part[] MEMORIES = {
        new Part("memories-first.json", Form.SINGLE, true, 0),
        new Part("archive/memories-2022.json", Form.PACKED, true, 10),
        new Part("kitchen/memories.json", Form.ARRAY, true, 25),
        new Part("rooms/garage/memories_phone.json", Form.LINES, false, 15),
        new Part("memories.json", Form.ARRAY, false, 50)
    };

    private static final Part[] CONVERSATIONS = {
        new Part("kitchen/conversations.json", Form.SINGLE, false, 0),
        new Part("archive/chat_history-2022.json", Form.PACKED, true, 10),
        new Part("chat_history.json", Form.ARRAY, true, 30),
        new Part("conversations.json", Form.ARRAY, false, 60)
    };

    private final Path folder;
    private final BarnabeeRecords records;
    private int files;
    private long bytes;

    private BarnabeeData(Path folder, long seed) {
        this.folder = folder;
        this.records = new BarnabeeRecords(seed);
    }

    /**
     * What was written. Bad ones are among the totals.
     *
     * @param badMemories memories that must be rejected
     * @param badConversations conversations that must be rejected; they have no turns
     * @param badTurns turns that must be rejected, in conversations that are well
     * @param bytes size of all files
     */
    public record Made(
            int files,
            int memories,
            int conversations,
            int turns,
            int badMemories,
            int badConversations,
            int badTurns,
            long bytes) {}

    /**
     * Writes the files; ones of the same names are replaced. Of 200 records at most one is bad, and six at most.
     *
     * @param folder the root; made where it does not exist
     * @param memories how many memories, bad ones included
     * @param conversations how many conversations, bad ones included
     * @throws IOException when a file cannot be written
     */
    public static Made write(Path folder, int memories, int conversations, long seed) throws IOException {
        if (memories < 0 || conversations < 0) {
            throw new IllegalArgumentException("fewer than no records: " + memories + ", " + conversations);
        }
        BarnabeeData data = new BarnabeeData(folder, seed);
        int badMemories = data.memories(memories);
        int badConversations = data.conversations(conversations);
        // a bad conversation follows each conversation that has a bad turn
        return new Made(
                data.files,
                memories,
                conversations,
                data.records.turns(),
                badMemories,
                badConversations,
                badConversations,
                data.bytes);
    }

    private int memories(int total) throws IOException {
        Spread bad = Spread.over(total);
        write(MEMORIES, total, (json, older, i) -> {
            if (bad.at(i)) {
                records.badMemory(json, bad.number(i));
                return;
            }
            records.memory(json, older);
        });
        return bad.count();
    }

    private int conversations(int total) throws IOException {
        Spread bad = Spread.over(total);
        write(CONVERSATIONS, total, (json, older, i) -> {
            if (bad.at(i)) {
                records.badConversation(json);
                return;
            }
            records.conversation(json, older, bad.at(i + 1));
        });
        return bad.count();
    }

    private void write(Part[] parts, int total, RecordWriter writer) throws IOException {
        int next = 0;
        for (Part part : parts) {
            boolean last = part == parts[parts.length - 1];
            int end = last ? total : Math.min(total, next + part.records(total));
            if (end > next) {
                write(part, next, end, writer);
            }
            next = end;
        }
    }

    private void write(Part part, int from, int to, RecordWriter writer) throws IOException {
        Path file = folder.resolve(part.path());
        Files.createDirectories(file.getParent());
        try (JsonGenerator json = JSON.createGenerator(open(file, part.form()))) {
            json.setRootValueSeparator(new SerializedString("\n"));
            if (part.form().array()) {
                json.writeStartArray();
            }
            for (int i = from; i < to; i++) {
                writer.write(json, part.older(), i);
            }
            if (part.form().array()) {
                json.writeEndArray();
            }
            json.writeRaw('\n');
        }
        files++;
        bytes += Files.size(file);
    }

    private static OutputStream open(Path file, Form form) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        return form == Form.PACKED ? new GZIPOutputStream(out, BUFFER) : new BufferedOutputStream(out, BUFFER);
    }

    private enum Form {
        ARRAY,
        PACKED,
        LINES,
        SINGLE;

        boolean array() {
            return this == ARRAY || this == PACKED;
        }
    }

    /** A file: how it is written, with the older or the newer spelling, and its part of the records in percent. */
    private record Part(String path, Form form, boolean older, int share) {
        int records(int total) {
            return form == Form.SINGLE ? 1 : (int) ((long) total * share / 100);
        }
    }

    /** Where the bad records are: evenly among {@code total}, never the first. */
    private record Spread(int total, int count) {
        static Spread over(int total) {
            return new Spread(total, Math.min(6, total / 200));
        }

        boolean at(int index) {
            return number(index) >= 0;
        }

        /** Which of the bad records this is, from 0; -1 when it is a good one. */
        int number(int index) {
            for (int k = 0; k < count; k++) {
                if (index == (int) ((k + 1L) * total / (count + 1))) {
                    return k;
                }
            }
            return -1;
        }
    }

    @FunctionalInterface
    private interface RecordWriter {
        void write(JsonGenerator json, boolean older, int index) throws IOException;
    }
}
