package dev.caravan.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Something that is measured, beside its limits and peers. A new one needs a line in {@link BenchCases}. */
public interface BenchCase {
    /** What people ask for it by. */
    Title title();

    /**
     * What people ask for it by.
     *
     * @param name what they type, kebab-case
     * @param about one line: what is done, with what
     * @param records how many records, unless people ask for another number
     */
    record Title(String name, String about, int records) {}

    /** What it needs and does not find, and how to get it; empty when it can be measured here. */
    default Optional<String> missing(Workbench bench) {
        return Optional.empty();
    }

    /**
     * Makes the data and starts what is needed, before the clock runs.
     *
     * @throws IOException when the data cannot be written
     */
    Stand prepare(Workbench bench) throws IOException;

    /** A case that is ready; closed when its last round is over. */
    interface Stand extends AutoCloseable {
        /** What the records are, for people: how many bytes, in which form. */
        String data();

        /** Who is measured, in the order of a round; the first is Caravan, which the others are compared with. */
        List<Contender> contenders();

        /** A stand that leaves nothing to give back. */
        static Stand of(String data, List<Contender> contenders) {
            return of(data, contenders, () -> {});
        }

        /** A stand that leaves something to give back. */
        static Stand of(String data, List<Contender> contenders, Closeable more) {
            return new Stand() {
                @Override
                public String data() {
                    return data;
                }

                @Override
                public List<Contender> contenders() {
                    return contenders;
                }

                @Override
                public void close() throws IOException {
                    more.close();
                }
            };
        }

        @Override
        default void close() throws IOException {
            // What is in the workbench's folder goes with it
        }
    }
}
