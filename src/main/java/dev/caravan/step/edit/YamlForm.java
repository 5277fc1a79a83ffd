package dev.caravan.step.edit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * YAML, Compose files among it. A key is a path, {@code services.api.image}; numbers count in lists, and in a list of {@code
 * KEY=value} texts, as Compose has it under {@code environment}, the name before the sign counts.
 */
final class YamlForm implements FileForm {
    @Override
    public List<Entry> find(String text, String key) throws Unfit {
        Optional<YamlNode> root = read(text);
        if (root.isEmpty()) {
            return List.of();
        }
        Path.Found<YamlNode> found = Path.resolve(root.get(), Path.parts(key), YamlNode::child);
        if (!found.rest().isEmpty()) {
            return List.of();
        }
        YamlNode node = found.node();
        if (node.isAlias()) {
            throw new Unfit("'" + key + "' is an alias of another place; write its value out first");
        }
        return List.of(new Entry(node.entryBegin(), node.entryEnd(), node.begin(), node.end(), node.prefix()));
    }

    @Override
    public String render(JsonNode value, String before, String prefix) {
        if (!value.isTextual() && prefix.isEmpty()) {
            return value.toString();
        }
        String text = prefix + (value.isNull() ? "" : value.asText());
        boolean line = text.chars().noneMatch(Character::isISOControl);
        if (before.startsWith("'") && line) {
            return "'" + text.replace("'", "''") + "'";
        }
        return before.startsWith("\"") || !isPlain(text)
                ? TextNode.valueOf(text).toString()
                : text;
    }

    /** True when a reader takes it, without quotes, for this very text. */
    private static boolean isPlain(String text) {
        if (text.isBlank() || !text.equals(text.strip()) || !text.matches("[\\w./:@%+~=, -]+")) {
            return false;
        }
        try {
            Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load("[" + text + "]");
            return read instanceof List<?> list && list.equals(List.of(text));
        } catch (YAMLException e) {
            return false;
        }
    }

    @Override
    public String add(String text, String key, JsonNode value) throws Unfit {
        List<String> parts = Path.parts(key);
        Optional<YamlNode> root = read(text);
        if (root.isEmpty()) {
            return Lines.append(text, block(parts, 0, value, Lines.ending(text)).stripTrailing());
        }
        Path.Found<YamlNode> parent = Path.resolve(root.get(), parts, YamlNode::child);
        YamlNode node = parent.node();
        String ending = Lines.ending(text);
        if (node.isPairs() && parent.rest().size() == 1) {
            String item = "- " + render(value, "", parent.rest().get(0) + "=");
            return Lines.insert(text, node.contentEnd() - 1, " ".repeat(node.childColumn()) + item + ending);
        }
        if (node.isFlow() && node.isMap()) {
            String own = flow(parent.rest(), value);
            int brace = text.lastIndexOf('}', node.end() - 1);
            return text.substring(0, brace).stripTrailing()
                    + (node.isEmpty() ? "" : ", ")
                    + own
                    + text.substring(brace);
        }
        if (node.isMap() || node.isNothing()) {
            String lines = block(parent.rest(), node.childColumn(), value, ending);
            return Lines.insert(text, Math.max(0, node.contentEnd() - 1), lines);
        }
        throw new Unfit("'" + key + "' would stand below a value that is no map; name another key");
    }

    private String block(List<String> keys, int column, JsonNode value, String ending) {
        String line = " ".repeat(column) + name(keys.get(0)) + ":";
        return keys.size() == 1
                ? line + " " + render(value, "", "") + ending
                : line + ending + block(keys.subList(1, keys.size()), column + 2, value, ending);
    }

    private String flow(List<String> keys, JsonNode value) {
        String own = name(keys.get(0)) + ": ";
        return keys.size() == 1
                ? own + (value.isTextual() ? value.toString() : render(value, "", ""))
                : own + "{ " + flow(keys.subList(1, keys.size()), value) + " }";
    }

    private static String name(String key) {
        return isPlain(key) && !key.contains(": ") ? key : TextNode.valueOf(key).toString();
    }

    @Override
    public String cut(String text, Entry entry) throws Unfit {
        int line = Lines.begin(text, entry.begin());
        String before = text.substring(line, entry.begin());
        if (before.isBlank() || before.strip().equals("-") && !entry.prefix().isEmpty()) {
            return text.substring(0, line) + text.substring(Lines.after(text, Math.max(line, entry.end() - 1)));
        }
        throw new Unfit("a key that shares its line with others cannot be taken out; set it to null, or use replace:");
    }

    /** Empty for a file without content. */
    private static Optional<YamlNode> read(String text) throws Unfit {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(1000);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            boolean nothing = root == null
                    || root instanceof ScalarNode one && one.getValue().isBlank();
            return nothing ? Optional.empty() : Optional.of(YamlNode.root(text, root));
        } catch (YAMLException e) {
            throw new Unfit("the file is no single YAML document that can be read");
        }
    }

    static boolean isBlock(Node node) {
        return node instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED);
    }
}
