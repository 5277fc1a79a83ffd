package dev.caravan.system.chroma;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.NearestNeighbours;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/** The vectors of a server's collections: what its indexes find, and what they should. */
final class ChromaNeighbours implements NearestNeighbours {
    private static final List<String> VECTORS = List.of("embeddings");
    private static final Comparator<Neighbour> FARTHEST_FIRST =
            Comparator.comparingDouble(Neighbour::distance).reversed();

    private final Server server;
    private final Map<String, Collection> collections = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();

    ChromaNeighbours(Server server) {
        this.server = server;
    }

    @Override
    public List<float[]> draw(List<String> tables, int count, RandomGenerator random) {
        long all = tables.stream().mapToLong(table -> size(table).vectors()).sum();
        List<float[]> drawn = new ArrayList<>();
        random.longs(0, Math.max(1, all)).distinct().limit(Math.min(count, all)).forEach(place -> {
            long offset = place;
            for (String table : tables) {
                if (offset < size(table).vectors()) {
                    drawn.addAll(vectors(table, offset));
                    return;
                }
                offset -= size(table).vectors();
            }
        });
        return drawn;
    }

    @Override
    public Size size(String table) {
        Collection collection = collection(table);
        return new Size(counts.computeIfAbsent(table, name -> server.count(collection)), collection.dimension());
    }

    @Override
    public List<Neighbour> search(String table, float[] query, int top) {
        try {
            JsonNode answer = server.query(collection(table), query, top);
            JsonNode ids = answer.path("ids").path(0);
            JsonNode distances = answer.path("distances").path(0);
            List<Neighbour> found = new ArrayList<>();
            for (int index = 0; index < ids.size(); index++) {
                double distance = distances.path(index).asDouble(Double.NaN);
                found.add(new Neighbour(table, ids.get(index).asText(), distance));
            }
            return found;
        } catch (Refused refused) {
            throw server.http().error("collection '" + table + "' could not be searched", refused);
        }
    }

    @Override
    public List<List<Neighbour>> exact(String table, List<float[]> queries, int top) {
        Collection collection = collection(table);
        Distance distance = Distance.of(collection);
        List<Nearest> nearest =
                queries.stream().map(query -> new Nearest(query, top, distance)).toList();
        int most = PageSize.of(collection.dimension());
        long offset = 0;
        for (Page page = page(collection, offset, most); page.count() > 0; page = page(collection, offset, most)) {
            for (int index = 0; index < page.count(); index++) {
                if (page.hasVector(index)) {
                    Vector vector = new Vector(page.vectors(), page.vectorStart(index), page.vectorLength(index));
                    String id = page.id(index);
                    nearest.forEach(query -> query.offer(table, id, vector));
                }
            }
            offset += page.count();
        }
        return nearest.stream().map(Nearest::inOrder).toList();
    }

    @Override
    public void close() {
        server.close();
    }

    private List<float[]> vectors(String table, long offset) {
        Page page = page(collection(table), offset, 1);
        if (page.count() == 0 || !page.hasVector(0)) {
            return List.of();
        }
        Vector vector = new Vector(page.vectors(), page.vectorStart(0), page.vectorLength(0));
        float[] numbers = new float[vector.dimension()];
        for (int index = 0; index < numbers.length; index++) {
            numbers[index] = vector.get(index);
        }
        return vector.isFinite() ? List.of(numbers) : List.of();
    }

    private Page page(Collection collection, long offset, int most) {
        try {
            return server.page(collection, offset, most, VECTORS);
        } catch (Refused refused) {
            throw server.http()
                    .error("collection '" + collection.name() + "' could not be read from record " + offset, refused);
        }
    }

    private Collection collection(String name) {
        return collections.computeIfAbsent(name, wanted -> server.find(wanted)
                .orElseThrow(() -> server.address().error("there is no collection '" + wanted + "'", null)));
    }

    /** The nearest to one query of all that were offered. */
    private static final class Nearest {
        private final float[] query;
        private final int top;
        private final Distance distance;
        private final PriorityQueue<Neighbour> found = new PriorityQueue<>(FARTHEST_FIRST);

        Nearest(float[] query, int top, Distance distance) {
            this.query = query;
            this.top = top;
            this.distance = distance;
        }

        void offer(String table, String id, Vector vector) {
            double apart = vector.dimension() == query.length ? distance.between(query, vector) : Double.NaN;
            if (Double.isNaN(apart)
                    || found.size() == top && apart >= found.peek().distance()) {
                return;
            }
            found.add(new Neighbour(table, id, apart));
            if (found.size() > top) {
                found.poll();
            }
        }

        List<Neighbour> inOrder() {
            return found.stream().sorted(FARTHEST_FIRST.reversed()).toList();
        }
    }
}
