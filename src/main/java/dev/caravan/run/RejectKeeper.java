package dev.caravan.run;

import dev.caravan.model.Chunk;

/** Keeps the rejects of chunks. */
public interface RejectKeeper {
    /** Keeps nothing: for a dry run, which only counts. */
    RejectKeeper NONE = new RejectKeeper() {
        @Override
        public void keep(Chunk chunk) {
            // Only counted.
        }

        @Override
        public void written(Chunk chunk) {
            // Nothing was kept.
        }
    };

    /** Before the commit of a chunk; durable on return. */
    void keep(Chunk chunk);

    /** After the commit of a chunk, or once it is known that it will not be written. */
    void written(Chunk chunk);
}
