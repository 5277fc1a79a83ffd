package dev.caravan.transformer;

import com.fasterxml.jackson.databind.node.BinaryNode;
import dev.caravan.model.CellType;

/** Bytes or a vector on their way through jq, which can only hand them on; for a JSON Schema they are base64. */
final class BytesNode extends BinaryNode {
    private static final long serialVersionUID = 1L;

    private final CellType type;

    BytesNode(CellType type, byte[] bytes) {
        super(bytes);
        this.type = type;
    }

    CellType type() {
        return type;
    }
}
