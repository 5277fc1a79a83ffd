package dev.caravan.step.edit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON, with comments where a file has some. A key is a path, {@code a.b}; numbers count in lists. */
final class JsonForm implements FileForm {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    @Override
    public List<Entry> find(String text, String key) throws Unfit {
        Path.Found<Value> found = Path.resolve(read(text), Path.parts(key), Value::child);
        return found.rest().isEmpty() ? List.of(entry(found.node())) : List.of();
    }

    private static Entry entry(Value value) {
        return new Entry(value.keyBegin(), value.end(), value.begin(), value.end());
    }

    @Override
    public String render(JsonNode value, String before, String prefix) {
        return value.toString();
    }

    @Override
    public String add(String text, String key, JsonNode value) throws Unfit {
        Path.Found<Value> parent = Path.resolve(read(text), Path.parts(key), Value::child);
        Value object = parent.node();
        if (!object.isObject()) {
            throw new Unfit("'" + key + "' would stand below a value that is no object; name another key");
        }
        String own = nested(parent.rest(), value.toString());
        if (object.children().isEmpty()) {
            return text.substring(0, object.begin() + 1) + own + text.substring(object.begin() + 1);
        }
        Value last = object.children().get(object.children().size() - 1);
        Value first = object.children().get(0);
        String line = text.substring(Lines.begin(text, first.keyBegin()), first.keyBegin());
        String gap = line.isBlank() ? "," + Lines.ending(text) + line : ", ";
        return text.substring(0, last.end()) + gap + own + text.substring(last.end());
    }

    private static String nested(List<String> keys, String value) {
        String own = quoted(keys.get(0)) + ": ";
        return keys.size() == 1 ? own + value : own + "{ " + nested(keys.subList(1, keys.size()), value) + " }";
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    /** The comma goes too. */
    @Override
    public String cut(String text, Entry entry) {
        int after = entry.end();
        while (after < text.length() && Character.isWhitespace(text.charAt(after))) {
            after++;
        }
        if (after < text.length() && text.charAt(after) == ',') {
            int next = after + 1;
            while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
                next++;
            }
            return text.substring(0, entry.begin()) + text.substring(next);
        }
        int comma = text.lastIndexOf(',', entry.begin());
        boolean ours = comma >= 0 && text.substring(comma + 1, entry.begin()).isBlank();
        return text.substring(0, ours ? comma : entry.begin()) + text.substring(entry.end());
    }

    private static Value read(String text) throws Unfit {
        int mark = text.startsWith("\uFEFF") ? 1 : 0;
        try (JsonParser parser = JSON.createParser(text.substring(mark))) {
            parser.nextToken();
            Value root = value(parser, "", mark, -1);
            if (parser.nextToken() != null) {
                throw new Unfit("the file goes on behind its first JSON value");
            }
            return root;
        } catch (IOException e) {
            throw new Unfit("the file is no JSON that can be read");
        }
    }

    private static Value value(JsonParser parser, String name, int mark, int keyBegin) throws IOException {
        int begin = mark + (int) parser.currentTokenLocation().getCharOffset();
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        List<Value> children = new ArrayList<>();
        if (object || parser.currentToken() == JsonToken.START_ARRAY) {
            while (!(parser.nextToken() == null || parser.currentToken().isStructEnd())) {
                int key = mark + (int) parser.currentTokenLocation().getCharOffset();
                String own = object ? parser.currentName() : String.valueOf(children.size());
                if (object) {
                    parser.nextToken();
                }
                children.add(value(parser, own, mark, key));
            }
        } else {
            parser.getText();
        }
        int end = mark + (int) parser.currentLocation().getCharOffset();
        return new Value(name, object, keyBegin < 0 ? begin : keyBegin, begin, end, children);
    }

    private record Value(String name, boolean isObject, int keyBegin, int begin, int end, List<Value> children) {
        Optional<Value> child(String wanted) {
            return children.stream().filter(one -> one.name().equals(wanted)).reduce((first, last) -> last);
        }
    }
}
