package dev.caravan.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How far the steps are that a file gives to take another one back.
 *
 * @param undone how many of them are done
 * @param tries how often the next one has failed
 * @param begun true when the next one was set going: a run that finds it so must ask what became of it
 * @param memo what its last call left, an object
 */
record UndoMemo(int undone, int tries, boolean begun, JsonNode memo) {
    private static final String UNDONE = "undone";
    private static final String TRIES = "tries";
    private static final String BEGUN = "begun";
    private static final String MEMO = "memo";

    static UndoMemo of(JsonNode node) {
        return new UndoMemo(
                node.path(UNDONE).asInt(),
                node.path(TRIES).asInt(),
                node.path(BEGUN).asBoolean(),
                node.path(MEMO).isObject() ? node.path(MEMO) : nothing());
    }

    ObjectNode node() {
        ObjectNode node = nothing();
        node.put(UNDONE, undone).put(TRIES, tries).put(BEGUN, begun);
        node.set(MEMO, memo);
        return node;
    }

    UndoMemo begin() {
        return new UndoMemo(undone, tries, true, memo);
    }

    UndoMemo waits(JsonNode left) {
        return new UndoMemo(undone, tries, false, left);
    }

    UndoMemo failed() {
        return new UndoMemo(undone, tries + 1, false, nothing());
    }

    UndoMemo anew() {
        return new UndoMemo(undone, 0, false, nothing());
    }

    UndoMemo next() {
        return new UndoMemo(undone + 1, 0, false, nothing());
    }

    private static ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }
}
