package dev.caravan.system.redis;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Puts entries into the order of their bytes, each once: SCAN gives them in any order and some twice. What does not fit into
 * memory is sorted in parts and kept in files. Used by one thread.
 */
final class KeySorter implements AutoCloseable {
    private static final long MOST_BYTES = 2 << 20;

    private final Path folder;
    private final EntryBlocks entries = new EntryBlocks();
    private final List<Path> runs = new ArrayList<>();
    private final List<DataInputStream> open = new ArrayList<>();

    /**
     * Nothing yet.
     *
     * @param folder where files may be put
     */
    KeySorter(Path folder) {
        this.folder = folder;
    }

    void add(byte[] entry) throws IOException {
        entries.add(entry);
        if (entries.bytes() > MOST_BYTES) {
            flush();
        }
    }

    /** The entries in order; only once, and the last thing that is asked for. */
    Iterator<byte[]> sorted() throws IOException {
        PriorityQueue<Run> queue = new PriorityQueue<>(Comparator.comparing(run -> run.next, Arrays::compareUnsigned));
        queue.add(new Run(entries.sorted()));
        for (Path run : runs) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(run)));
            open.add(in);
            queue.add(new Run(new FileEntries(in)));
        }
        queue.removeIf(run -> run.next == null);
        return new Merged(queue);
    }

    @Override
    public void close() {
        entries.clear();
        try {
            for (DataInputStream in : open) {
                in.close();
            }
            for (Path run : runs) {
                Files.deleteIfExists(run);
            }
        } catch (IOException left) {
            // What is left goes with the folder
        }
    }

    private void flush() throws IOException {
        Path run = Files.createTempFile(folder, "keys", ".run");
        runs.add(run);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run)))) {
            for (Iterator<byte[]> sorted = entries.sorted(); sorted.hasNext(); ) {
                byte[] entry = sorted.next();
                out.writeInt(entry.length);
                out.write(entry);
            }
        }
        entries.clear();
    }

    /** Entries in order, with the next one ahead; null at the end. */
    private static final class Run {
        private final Iterator<byte[]> rest;
        private byte[] next;

        Run(Iterator<byte[]> rest) {
            this.rest = rest;
            this.next = rest.hasNext() ? rest.next() : null;
        }

        byte[] take() {
            byte[] taken = next;
            next = rest.hasNext() ? rest.next() : null;
            return taken;
        }
    }

    /** The entries of a file. */
    private static final class FileEntries implements Iterator<byte[]> {
        private final DataInputStream in;
        private byte[] ahead;

        FileEntries(DataInputStream in) {
            this.in = in;
            this.ahead = read();
        }

        @Override
        public boolean hasNext() {
            return ahead != null;
        }

        @Override
        public byte[] next() {
            byte[] taken = ahead;
            ahead = read();
            return taken;
        }

        private byte[] read() {
            try {
                byte[] entry = new byte[in.readInt()];
                in.readFully(entry);
                return entry;
            } catch (EOFException end) {
                return null;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** All runs as one, equal entries once. */
    private static final class Merged implements Iterator<byte[]> {
        private final PriorityQueue<Run> queue;

        Merged(PriorityQueue<Run> queue) {
            this.queue = queue;
        }

        @Override
        public boolean hasNext() {
            return !queue.isEmpty();
        }

        @Override
        public byte[] next() {
            byte[] taken = advance();
            while (!queue.isEmpty() && Arrays.equals(queue.peek().next, taken)) {
                advance();
            }
            return taken;
        }

        private byte[] advance() {
            Run first = queue.poll();
            byte[] taken = first.take();
            if (first.next != null) {
                queue.add(first);
            }
            return taken;
        }
    }
}
