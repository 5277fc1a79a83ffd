package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.RejectCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The paths that a mapping asks for, as a tree of keys: each path has the number of the slice that its value goes to. Built
 * once, then read by several threads.
 */
final class Paths {
    private final Node root = new Node(new byte[0]);
    private final boolean closed;
    private int count;

    /** No paths yet; when {@code closed}, a record may have no other key than those of the paths. */
    Paths(boolean closed) {
        this.closed = closed;
    }

    /** The number of the slice for {@code path}; the same path has one number. */
    int slice(List<String> path) {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("path is empty");
        }
        Node node = root;
        for (String key : path) {
            node = node.child(key.getBytes(UTF_8));
        }
        if (node.slice < 0) {
            node.slice = count++;
        }
        return node.slice;
    }

    /** Slices for all paths. */
    Slice[] slices() {
        Slice[] slices = new Slice[count];
        Arrays.setAll(slices, number -> new Slice());
        return slices;
    }

    /** Fills the slices from the object that begins with the token on which the cursor stands; goes behind it. */
    void read(JsonCursor cursor, Slice[] slices) {
        for (Slice slice : slices) {
            slice.clear();
        }
        readObject(root, cursor, slices);
    }

    private void readObject(Node node, JsonCursor cursor, Slice[] slices) {
        while (cursor.next() == Token.KEY) {
            Node child = node.find(cursor.keys());
            Token value = cursor.next();
            if (child == null) {
                checkUnknown(node, cursor);
                cursor.skip(value);
            } else {
                readValue(child, value, cursor, slices);
            }
        }
    }

    private void checkUnknown(Node node, JsonCursor cursor) {
        if (closed && node == root) {
            throw new RecordProblem(
                    RejectCode.UNKNOWN_FIELD,
                    "the target has no column for the key " + Names.quoted(cursor.keys()) + " of the record");
        }
    }

    private void readValue(Node node, Token value, JsonCursor cursor, Slice[] slices) {
        if (value != Token.OBJECT && value != Token.ARRAY) {
            if (node.slice >= 0) {
                slices[node.slice].scalar(cursor, value);
            }
            return;
        }
        int from = cursor.start();
        if (value == Token.OBJECT && !node.children.isEmpty()) {
            readObject(node, cursor, slices);
        } else {
            cursor.skip(value);
        }
        if (node.slice >= 0) {
            slices[node.slice].container(cursor, value, from);
        }
    }

    private static final class Node {
        private final byte[] key;
        private final int hash;
        private final List<Node> children = new ArrayList<>();
        private int slice = -1;

        Node(byte[] key) {
            this.key = key;
            this.hash = ObjectKeys.hash(key, 0, key.length);
        }

        Node child(byte[] name) {
            for (Node child : children) {
                if (Arrays.equals(child.key, name)) {
                    return child;
                }
            }
            Node child = new Node(name);
            children.add(child);
            return child;
        }

        Node find(ObjectKeys current) {
            for (int index = 0; index < children.size(); index++) {
                Node child = children.get(index);
                if (current.is(child.key, child.hash)) {
                    return child;
                }
            }
            return null;
        }
    }
}
