package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.RejectCode;
import dev.caravan.model.ShortestDecimal;
import dev.caravan.model.Unfit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The text of a value: a string as it is; a hash as a JSON object, a list as an array, a set as a sorted array, a sorted set as
 * an array of {@code {"member", "score"}}, a stream as {@code {"entries": [{"id", "fields": [[name, value]]}], "last-id",
 * "groups": [{"name", "last-id"}]}}. The same content gives the same bytes, whatever order the server has it in.
 */
final class ValueText {
    /** So many fields are put into order by a general sort; fewer are there before it is compiled. */
    private static final int MANY = 64;

    private final TextForm texts;
    private final long most;

    /**
     * A form.
     *
     * @param most how many bytes it may have
     */
    ValueText(TextForm texts, long most) {
        this.texts = texts;
        this.most = most;
    }

    byte[] string(byte[] value) throws Unfit {
        requireRoom(value.length);
        return texts.read(value, "the value");
    }

    /** Fields and values in turn, in any order. */
    byte[] hash(List<byte[]> flat) throws Unfit {
        return hash(Spans.of(flat), new JsonBytes());
    }

    /** The same, from where they lie; {@code json} is written over. */
    byte[] hash(Spans flat, JsonBytes json) throws Unfit {
        json.clear().begin('{');
        int before = -1;
        for (int field : ordered(flat)) {
            // A field that a scan has given twice comes once
            if (before < 0 || flat.compare(before, field) != 0) {
                text(json, flat, field, "a field's name");
                json.named();
                text(json, flat, field + 1, "a field");
                requireRoom(json.size());
            }
            before = field;
        }
        return whole(json.end('}'));
    }

    /** Which texts are the names, in the order of their bytes. */
    private static int[] ordered(Spans flat) {
        int[] names = new int[flat.count() / 2];
        if (names.length > MANY) {
            return IntStream.range(0, names.length)
                    .mapToObj(name -> 2 * name)
                    .sorted(flat::compare)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        for (int name = 0; name < names.length; name++) {
            int at = name;
            for (; at > 0 && flat.compare(names[at - 1], 2 * name) > 0; at--) {
                names[at] = names[at - 1];
            }
            names[at] = 2 * name;
        }
        return names;
    }

    private void text(JsonBytes json, Spans flat, int text, String what) throws Unfit {
        int from = flat.from(text);
        int to = flat.to(text);
        if (texts.isText(flat.bytes(), from, to)) {
            json.text(flat.bytes(), from, to);
        } else {
            json.text(texts.read(Arrays.copyOfRange(flat.bytes(), from, to), what));
        }
    }

    byte[] list(List<byte[]> elements) throws Unfit {
        JsonBytes json = new JsonBytes().begin('[');
        for (byte[] element : elements) {
            text(json, element, "an element");
        }
        return whole(json.end(']'));
    }

    /** Members in any order, perhaps some twice. */
    byte[] set(List<byte[]> members) throws Unfit {
        List<byte[]> sorted = new ArrayList<>(members);
        sorted.sort(Arrays::compareUnsigned);
        List<byte[]> once = new ArrayList<>(sorted.size());
        for (byte[] member : sorted) {
            if (once.isEmpty() || !Arrays.equals(once.get(once.size() - 1), member)) {
                once.add(member);
            }
        }
        return list(once);
    }

    /** Members and scores in turn, in the server's order, which is by score, then by member. */
    byte[] sortedSet(List<byte[]> flat) throws Unfit {
        JsonBytes json = new JsonBytes().begin('[');
        for (int i = 0; i < flat.size(); i += 2) {
            json.begin('{').name("member");
            text(json, flat.get(i), "a member");
            score(json.name("score"), new String(flat.get(i + 1), UTF_8));
            json.end('}');
        }
        return whole(json.end(']'));
    }

    /**
     * A stream.
     *
     * @param entries as XRANGE gives them
     * @param groups names and last ids in turn
     */
    byte[] stream(List<?> entries, String lastId, List<String> groups) throws Unfit {
        JsonBytes json = new JsonBytes().begin('{').name("entries").begin('[');
        for (Object entry : entries) {
            List<?> parts = (List<?>) entry;
            json.begin('{').name("id").text((byte[]) parts.get(0)).name("fields");
            fields(json.begin('['), (List<?>) parts.get(1));
            json.end(']').end('}');
        }
        json.end(']').name("last-id").text(lastId).name("groups").begin('[');
        for (int i = 0; i < groups.size(); i += 2) {
            json.begin('{').name("name").text(groups.get(i).getBytes(UTF_8));
            json.name("last-id").text(groups.get(i + 1)).end('}');
        }
        return whole(json.end(']').end('}'));
    }

    private void fields(JsonBytes json, List<?> fields) throws Unfit {
        for (int i = 0; i < fields.size(); i += 2) {
            json.begin('[');
            text(json, (byte[]) fields.get(i), "a field's name");
            text(json, (byte[]) fields.get(i + 1), "a field");
            json.end(']');
        }
    }

    /** Refuses what has so many bytes. */
    void requireRoom(long bytes) throws Unfit {
        if (bytes > most) {
            throw new Unfit(
                    RejectCode.RECORD_TOO_LARGE,
                    "its value has more than " + most
                            + " bytes; raise 'max-record-bytes' of the system, or leave it out");
        }
    }

    private void text(JsonBytes json, byte[] bytes, String what) throws Unfit {
        requireRoom(json.text(texts.read(bytes, what)).size());
    }

    /** A score is a double; one that is not finite has no form in JSON but a text. */
    private static void score(JsonBytes json, String text) {
        if (text.endsWith("inf")) {
            json.text(text.startsWith("-") ? "-inf" : "inf");
            return;
        }
        double score = Double.parseDouble(text);
        if (score == Math.rint(score) && Math.abs(score) < 1e15 && (score != 0 || 1 / score > 0)) {
            json.number(String.valueOf((long) score));
        } else {
            json.number(score == 0 ? "-0.0" : ShortestDecimal.text(score));
        }
    }

    private byte[] whole(JsonBytes json) throws Unfit {
        requireRoom(json.size());
        return json.toBytes();
    }
}
