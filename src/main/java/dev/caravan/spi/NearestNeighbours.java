package dev.caravan.spi;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Searches the vectors of a system's tables: as its own index does, and by comparing with all of them. Used by one thread at a
 * time; changes nothing.
 */
public interface NearestNeighbours extends AutoCloseable {
    /** Some of the vectors that are stored, each as likely as any other; fewer where there are fewer. */
    List<float[]> draw(List<String> tables, int count, RandomGenerator random);

    /** How many vectors a table has, and of how many numbers; 0 numbers while it has none. */
    Size size(String table);

    /** What the system's index finds, nearest first; at most {@code top}. The query must have as many numbers as the table. */
    List<Neighbour> search(String table, float[] query, int top);

    /** What is nearest to each query, found by reading every vector once; nearest first. */
    List<List<Neighbour>> exact(String table, List<float[]> queries, int top);

    @Override
    void close();

    /** How much a table holds. */
    record Size(long vectors, int dimension) {}

    /**
     * A stored vector.
     *
     * @param distance from the query, by the table's own measure
     */
    record Neighbour(String table, String key, double distance) {}
}
