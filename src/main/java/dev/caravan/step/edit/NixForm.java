package dev.caravan.step.edit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Nix: {@code a.b.c = value;}, in one piece or in nested sets. Values are replaced as a whole; what is computed around them is
 * not understood, and not touched.
 */
final class NixForm implements FileForm {
    @Override
    public List<Entry> find(String text, String key) throws Unfit {
        return new NixScan(text)
                .bindings().stream()
                        .filter(one -> one.name().equals(key))
                        .map(NixScan.Binding::entry)
                        .toList();
    }

    @Override
    public String render(JsonNode value, String before, String prefix) {
        if (!value.isTextual()) {
            return value.toString();
        }
        String text =
                value.textValue().replace("\\", "\\\\").replace("\"", "\\\"").replace("${", "\\${");
        return '"' + text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"';
    }

    @Override
    public String add(String text, String key, JsonNode value) throws Unfit {
        int close = text.lastIndexOf('}');
        if (close < 0) {
            throw new Unfit("the file holds no set that '" + key + "' could be put into");
        }
        List<NixScan.Binding> all = new ArrayList<>(new NixScan(text).bindings());
        String indent = all.isEmpty() ? "  " : indent(text, all.get(0).entry().begin());
        int line = Lines.begin(text, close);
        String own = indent + key + " = " + render(value, "", "") + ";" + Lines.ending(text);
        return text.substring(line, close).isBlank()
                ? text.substring(0, line) + own + text.substring(line)
                : text.substring(0, close).stripTrailing() + " " + own.strip() + " " + text.substring(close);
    }

    private static String indent(String text, int at) {
        String before = text.substring(Lines.begin(text, at), at);
        return before.isBlank() ? before : "  ";
    }

    /** A binding alone on its lines takes them along. */
    @Override
    public String cut(String text, Entry entry) {
        int line = Lines.begin(text, entry.begin());
        int after = Lines.after(text, entry.end());
        boolean alone = text.substring(line, entry.begin()).isBlank()
                && text.substring(entry.end(), after).isBlank();
        return alone
                ? text.substring(0, line) + text.substring(after)
                : text.substring(0, entry.begin()) + text.substring(entry.end()).stripLeading();
    }
}
