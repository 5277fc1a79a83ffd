package dev.caravan.system.chroma;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A collection used as a small table of texts: each has an id and some values to find it by. */
final class LedgerStore {
    /** Every record must have a vector; these have one of a single zero. */
    private static final Vector ZERO = new Vector(new byte[Float.BYTES], 0, Float.BYTES);

    private final Server server;
    private final String name;
    private final UpsertBody body;
    private Collection collection;

    LedgerStore(Server server, String name, boolean base64) {
        this.server = server;
        this.name = name;
        this.body = new UpsertBody(base64);
    }

    /** An id made of parts. */
    static String id(String... parts) {
        ArrayNode id = JsonNodeFactory.instance.arrayNode();
        for (String part : parts) {
            id.add(part);
        }
        return id.toString();
    }

    void create() {
        collection = server.find(name).orElseGet(() -> server.create(name, Map.of(CollectionSettings.SPACE, "l2")));
    }

    /** True when the collection is there; only then the other calls work. */
    boolean find() {
        collection = server.find(name).orElse(null);
        return collection != null;
    }

    long count() {
        return server.count(collection);
    }

    synchronized void put(String id, Map<String, String> values, String text) {
        Metadata metadata = new Metadata(new TreeMap<>(values));
        body.fill(List.of(new Outgoing(0, name, id, ZERO, text, null, metadata)));
        calling(() -> {
            server.upsert(collection, body.bytes(), body.length());
            return null;
        });
    }

    /** Empty also when somebody has taken the collection away. */
    Optional<String> get(String id) {
        try {
            Page page = server.records(collection, List.of(id), List.of("documents"));
            return page.count() == 0 ? Optional.empty() : Optional.ofNullable(page.document(0));
        } catch (Refused refused) {
            if (refused.isMissing()) {
                return Optional.empty();
            }
            throw failed(refused);
        }
    }

    List<String> matching(Map<String, String> values) {
        Page page = calling(() -> server.matching(collection, values, List.of("documents")));
        List<String> texts = new ArrayList<>();
        for (int index = 0; index < page.count(); index++) {
            texts.add(page.document(index));
        }
        return texts;
    }

    void deleteMatching(Map<String, String> values) {
        calling(() -> {
            server.deleteMatching(collection, values);
            return null;
        });
    }

    private <T> T calling(Supplier<T> call) {
        try {
            return call.get();
        } catch (Refused refused) {
            throw failed(refused);
        }
    }

    private CaravanException failed(Refused refused) {
        return server.http().error("collection '" + name + "', which keeps what is done, failed", refused);
    }
}
