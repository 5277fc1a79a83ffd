package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.model.RejectCode;
import dev.caravan.model.Unfit;
import dev.caravan.system.redis.Outgoing.Call;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The commands that make a value of each type out of its text: the reverse of {@link ValueText}. */
final class ValueCommands {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private final TextForm texts;
    private final ValueText forms;

    ValueCommands(TextForm texts, ValueText forms) {
        this.texts = texts;
        this.forms = forms;
    }

    /** Adds the commands; answers the value as a look at the key will give it, without an expiry. */
    KeyValue make(KeyType type, byte[] key, byte[] text, List<Call> calls) throws Unfit {
        byte[] made =
                switch (type) {
                    case STRING -> string(key, text, calls);
                    case HASH -> hash(key, tree(text, true), calls);
                    case LIST -> elements(Command.RPUSH, key, tree(text, false), calls);
                    case SET -> elements(Command.SADD, key, tree(text, false), calls);
                    case ZSET -> sortedSet(key, tree(text, false), calls);
                    case STREAM -> stream(key, tree(text, true), calls);
                };
        return new KeyValue(type, made, KeyValue.NEVER, null, null);
    }

    private byte[] string(byte[] key, byte[] text, List<Call> calls) throws Unfit {
        byte[] bytes = texts.write(text);
        calls.add(new Call(Command.SET, List.of(key, bytes)));
        return forms.string(bytes);
    }

    private byte[] hash(byte[] key, JsonNode object, List<Call> calls) throws Unfit {
        List<byte[]> flat = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            flat.add(texts.write(field.getKey().getBytes(UTF_8)));
            flat.add(bytes(field.getValue()));
        }
        add(Command.HSET, key, flat, calls);
        return forms.hash(flat);
    }

    private byte[] elements(Command command, byte[] key, JsonNode array, List<Call> calls) throws Unfit {
        List<byte[]> elements = new ArrayList<>();
        for (JsonNode element : array) {
            elements.add(bytes(element));
        }
        add(command, key, elements, calls);
        return command == Command.SADD ? forms.set(elements) : forms.list(elements);
    }

    private byte[] sortedSet(byte[] key, JsonNode array, List<Call> calls) throws Unfit {
        List<byte[][]> pairs = new ArrayList<>();
        for (JsonNode one : array) {
            byte[] member = bytes(one.path("member"));
            pairs.add(new byte[][] {member, bytes(one.path("score"))});
        }
        List<byte[]> command = new ArrayList<>();
        for (byte[][] pair : pairs) {
            command.add(pair[1]);
            command.add(pair[0]);
        }
        add(Command.ZADD, key, command, calls);
        // The server orders by score, then by member
        pairs.sort((one, other) -> {
            int byScore = Double.compare(score(one[1]), score(other[1]));
            return byScore == 0 ? java.util.Arrays.compareUnsigned(one[0], other[0]) : byScore;
        });
        List<byte[]> flat = new ArrayList<>();
        pairs.forEach(pair -> flat.addAll(List.of(pair[0], pair[1])));
        return forms.sortedSet(flat);
    }

    private byte[] stream(byte[] key, JsonNode object, List<Call> calls) throws Unfit {
        List<Object> entries = new ArrayList<>();
        for (JsonNode entry : object.path("entries")) {
            List<byte[]> arguments = new ArrayList<>(List.of(key, bytes(entry.path("id"))));
            List<byte[]> fields = new ArrayList<>();
            for (JsonNode pair : entry.path("fields")) {
                fields.add(bytes(pair.path(0)));
                fields.add(bytes(pair.path(1)));
            }
            arguments.addAll(fields);
            calls.add(new Call(Command.XADD, arguments));
            entries.add(List.of(arguments.get(1), fields));
        }
        if (entries.isEmpty()) {
            throw empty();
        }
        String last = object.path("last-id").asText();
        calls.add(new Call(Command.XSETID, List.of(key, last.getBytes(UTF_8))));
        List<String> groups = new ArrayList<>();
        for (JsonNode group : object.path("groups")) {
            groups.add(group.path("name").asText());
            groups.add(group.path("last-id").asText());
            calls.add(new Call(
                    Command.XGROUP,
                    List.of(
                            "CREATE".getBytes(UTF_8),
                            key,
                            group.path("name").asText().getBytes(UTF_8),
                            group.path("last-id").asText().getBytes(UTF_8))));
        }
        return forms.stream(entries, last, groups);
    }

    private static void add(Command command, byte[] key, List<byte[]> rest, List<Call> calls) throws Unfit {
        if (rest.isEmpty()) {
            throw empty();
        }
        List<byte[]> arguments = new ArrayList<>(List.of(key));
        arguments.addAll(rest);
        calls.add(new Call(command, arguments));
    }

    private static Unfit empty() {
        return new Unfit(RejectCode.BAD_LENGTH, "its value is empty, and Redis keeps no key without elements");
    }

    private static double score(byte[] text) {
        String score = new String(text, UTF_8);
        return score.endsWith("inf")
                ? (score.startsWith("-") ? -1 : 1) * Double.POSITIVE_INFINITY
                : Double.parseDouble(score);
    }

    private byte[] bytes(JsonNode scalar) throws Unfit {
        if (scalar.isContainerNode() || scalar.isMissingNode() || scalar.isNull()) {
            throw new Unfit(
                    RejectCode.BAD_TYPE,
                    "an element of its value is " + scalar.getNodeType() + ", where Redis keeps texts");
        }
        return texts.write(scalar.asText().getBytes(UTF_8));
    }

    private static JsonNode tree(byte[] text, boolean object) throws Unfit {
        try {
            JsonNode tree = JSON.readTree(text);
            if (object ? tree.isObject() : tree.isArray()) {
                return tree;
            }
            throw new Unfit(RejectCode.BAD_TYPE, "its value is no JSON " + (object ? "object" : "array"));
        } catch (JsonProcessingException e) {
            throw new Unfit(RejectCode.MALFORMED_JSON, "its value is not JSON");
        } catch (IOException e) {
            throw new IllegalStateException("bytes cannot fail", e);
        }
    }
}
