package dev.caravan.step.edit;

import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A value of a YAML text with its place.
 *
 * @param key the node of its name; null for the root and in lists
 * @param node its value
 * @param prefix what stands before the value in the same text: {@code KEY=}; else empty
 */
record YamlNode(String text, Node key, Node node, String prefix) {
    static YamlNode root(String text, Node root) {
        return new YamlNode(text, null, root, "");
    }

    Optional<YamlNode> child(String name) {
        if (node instanceof MappingNode map && !isAlias()) {
            return map.getValue().stream()
                    .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode own
                            && own.getValue().equals(name))
                    .findFirst()
                    .map(tuple -> new YamlNode(text, tuple.getKeyNode(), tuple.getValueNode(), ""));
        }
        if (node instanceof SequenceNode list && !isAlias()) {
            Optional<YamlNode> pair = list.getValue().stream()
                    .filter(one ->
                            one instanceof ScalarNode own && own.getValue().startsWith(name + "="))
                    .findFirst()
                    .map(one -> new YamlNode(text, null, one, name + "="));
            return pair.or(() -> element(list, name));
        }
        return Optional.empty();
    }

    private Optional<YamlNode> element(SequenceNode list, String name) {
        boolean number = name.matches("[0-9]{1,6}")
                && Integer.parseInt(name) < list.getValue().size();
        return number
                ? Optional.of(new YamlNode(text, null, list.getValue().get(Integer.parseInt(name)), ""))
                : Optional.empty();
    }

    /** True when the value was written before its key: elsewhere, under an anchor. */
    boolean isAlias() {
        return key != null && index(node.getStartMark()) < index(key.getEndMark());
    }

    boolean isMap() {
        return node instanceof MappingNode;
    }

    boolean isFlow() {
        return node instanceof CollectionNode<?> some && some.getFlowStyle() == FlowStyle.FLOW;
    }

    boolean isEmpty() {
        return node instanceof CollectionNode<?> some && some.getValue().isEmpty();
    }

    /** True for a key without a value. */
    boolean isNothing() {
        return node instanceof ScalarNode one
                && one.getScalarStyle() == ScalarStyle.PLAIN
                && one.getValue().isEmpty();
    }

    /** True for a block list of {@code KEY=value} texts. */
    boolean isPairs() {
        return node instanceof SequenceNode list
                && !isFlow()
                && !list.getValue().isEmpty()
                && list.getValue().stream()
                        .allMatch(one ->
                                one instanceof ScalarNode own && own.getValue().contains("="));
    }

    /** The column at which children stand, or would. */
    int childColumn() {
        if (node instanceof MappingNode map && !map.getValue().isEmpty()) {
            return map.getValue().get(0).getKeyNode().getStartMark().getColumn();
        }
        if (node instanceof SequenceNode list) {
            return list.getStartMark().getColumn();
        }
        return key == null ? 0 : key.getStartMark().getColumn() + 2;
    }

    int begin() {
        return index(node.getStartMark());
    }

    int end() {
        return YamlForm.isBlock(node) ? contentEnd() : index(node.getEndMark());
    }

    int entryBegin() {
        return key == null ? begin() : index(key.getStartMark());
    }

    int entryEnd() {
        return contentEnd();
    }

    /** Behind the last character that is not blank, without the comments that follow. */
    int contentEnd() {
        int least = key == null ? 0 : index(key.getEndMark()) + 1;
        int end = Math.max(least, contentEnd(node));
        while (end > least && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private int contentEnd(Node one) {
        if (one instanceof CollectionNode<?> some && some.getFlowStyle() == FlowStyle.FLOW) {
            return index(one.getEndMark());
        }
        if (one instanceof MappingNode map && !map.getValue().isEmpty()) {
            NodeTuple last = map.getValue().get(map.getValue().size() - 1);
            int key = index(last.getKeyNode().getEndMark()) + 1;
            boolean alias = index(last.getValueNode().getStartMark()) < key - 1;
            return alias ? Lines.after(text, key) : Math.max(key, contentEnd(last.getValueNode()));
        }
        if (one instanceof SequenceNode list && !list.getValue().isEmpty()) {
            List<Node> all = list.getValue();
            return contentEnd(all.get(all.size() - 1));
        }
        return index(one.getEndMark());
    }

    /** Marks count code points. */
    private int index(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }
}
