package dev.caravan.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Reject;

/** A reject as a line of JSON, its keys in the published order. */
final class RejectLine {
    private final JsonMapper mapper = new JsonMapper();

    String of(KeptReject kept) {
        Reject reject = kept.reject();
        ObjectNode line = mapper.createObjectNode()
                .put("code", reject.code())
                .put("stage", reject.stage())
                .put("key", reject.key())
                .put("source", reject.source());
        line.set("position", position(kept));
        line.put("reason", reject.reason())
                .put("record", kept.record())
                .put("at", kept.at().toString());
        try {
            return mapper.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can always be written", e);
        }
    }

    /** Partition and number of the record, from 0; for a child row also its table and its number, from 1. */
    private ObjectNode position(KeptReject kept) {
        ObjectNode position = mapper.createObjectNode()
                .put("partition", kept.partition())
                .put("ordinal", kept.reject().ordinal());
        String child = kept.reject().child();
        int hash = child.lastIndexOf('#');
        if (hash >= 0) {
            position.put("child", child.substring(0, hash)).put("number", Long.parseLong(child.substring(hash + 1)));
        }
        return position;
    }
}
