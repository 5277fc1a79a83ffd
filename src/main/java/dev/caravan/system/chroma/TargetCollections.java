package dev.caravan.system.chroma;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The collections that one target writes, found or made, each with its one writer at a time. */
final class TargetCollections {
    private final Server server;
    private final UpsertBodies bodies;
    private final BatchSize size;
    private final WriteLocks locks;
    private final int wantedDimension;
    private final boolean computed;
    private final Map<String, Open> open = new TreeMap<>();

    /**
     * The collections of an import.
     *
     * @param options the import's: {@code index}, {@code embed}
     */
    TargetCollections(Server server, Server.Limits limits, int batch, WriteLocks locks, JsonNode options) {
        this.server = server;
        this.bodies = new UpsertBodies(limits.base64());
        this.size = new BatchSize(Math.min(limits.most(), batch));
        this.locks = locks;
        this.computed = options.path("embed").isObject();
        int computedDimension = options.path("embed").path("dimension").asInt(0);
        this.wantedDimension = options.path("index").path("dimension").asInt(computedDimension);
    }

    /** Finds a collection or makes it, with these settings; one that is there must measure distance in the same way. */
    void open(String name, Map<String, String> settings) {
        Collection collection = server.find(name).orElseGet(() -> server.create(name, settings));
        String wanted = settings.get(CollectionSettings.SPACE);
        String found = collection.settings().get(CollectionSettings.SPACE);
        if (wanted != null && found != null && !wanted.equals(found)) {
            throw new CaravanException(
                    ErrorCode.SCHEMA_MISMATCH,
                    server.address().shown(),
                    "collection '" + name + "' is there and measures distance by " + found + ", not by " + wanted
                            + "; remove it, or name the one to use as index: { space: " + found + " } of the import");
        }
        String model = CollectionSettings.model(settings);
        String theirs = CollectionSettings.model(collection.settings());
        if (computed && !model.equals(theirs)) {
            throw new CaravanException(
                    ErrorCode.SCHEMA_MISMATCH,
                    server.address().shown(),
                    "collection '" + name + "' is there and "
                            + (theirs.isEmpty()
                                    ? "does not say which model its vectors are of"
                                    : "has vectors of the model " + theirs)
                            + ", the import computes them by " + model
                            + "; name another collection, remove this one, or take that model");
        }
        open.put(name, new Open(server, collection, bodies, size, wantedDimension));
    }

    /** Works on a collection while nobody else in this process does. */
    void locked(String name, Consumer<Open> work) {
        WriteLock lock = lock(name);
        lock.lock();
        try {
            work.accept(open.get(name));
        } finally {
            lock.unlock();
        }
    }

    /** The same for work that writes or deletes records of these ids. */
    void writing(String name, Set<String> ids, Consumer<Open> work) {
        locked(name, collection -> {
            try {
                work.accept(collection);
            } finally {
                lock(name).wrote(ids);
            }
        });
    }

    /** Looks which of these ids are there, while others may write. */
    LookedUp look(String name, Set<String> ids) {
        WriteLock lock = lock(name);
        long before = lock.writes();
        return new LookedUp(lock, before, ids, open.get(name).there(ids));
    }

    private WriteLock lock(String name) {
        return locks.of(server.address(), name);
    }

    /** One collection, as it is written. */
    static final class Open {
        private final Server server;
        private final Collection collection;
        private final BatchSize size;
        private final UpsertBodies bodies;
        private int dimension;

        Open(Server server, Collection collection, UpsertBodies bodies, BatchSize size, int wantedDimension) {
            this.server = server;
            this.collection = collection;
            this.size = size;
            this.bodies = bodies;
            this.dimension = collection.dimension() > 0 ? collection.dimension() : wantedDimension;
        }

        Server server() {
            return server;
        }

        Collection collection() {
            return collection;
        }

        Sender sender(Runnable beforeWrite) {
            return new Sender(server, collection, size, bodies, beforeWrite);
        }

        /** Those of these ids that are there. */
        List<String> there(Set<String> ids) {
            if (ids.isEmpty()) {
                return List.of();
            }
            Page page = server.read(collection, List.copyOf(ids), List.of());
            return IntStream.range(0, page.count()).mapToObj(page::id).toList();
        }

        /** How many numbers its vectors have; where there is none yet, the first decides. */
        int dimension(int first) {
            if (dimension == 0) {
                dimension = first;
            }
            return dimension;
        }
    }
}
