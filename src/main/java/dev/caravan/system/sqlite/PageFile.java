package dev.caravan.system.sqlite;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The pages of a database file as they lie there, without its write-ahead log. Pages that follow one another are read together.
 * Used by one thread.
 */
final class PageFile {
    private static final int HEAD = 100;
    private static final int PAGE_SIZE = 16;
    private static final int VERSIONS = 18;
    private static final int RESERVED = 20;
    private static final int ENCODING = 56;
    private static final int UTF8 = 1;
    private static final int NEWEST_VERSION = 2;
    private static final int LARGEST_PAGE = 1 << 16;
    private static final int MOST_BYTES = 1 << 17;

    /** A few numbers may be read before anybody looks whether they ended with the page. */
    static final int BEYOND = 32;

    private final FileChannel channel;
    private final int size;
    private final int usable;
    private final int most;
    private final byte[] bytes;
    private long first;
    private int held;
    private int together = 1;

    private PageFile(FileChannel channel, int size, int usable) {
        this.channel = channel;
        this.size = size;
        this.usable = usable;
        this.most = Math.max(1, MOST_BYTES / size);
        this.bytes = new byte[most * size + BEYOND];
    }

    /**
     * Opens a file.
     *
     * @throws UnknownLayout when it is not of the form that is known here, such as one with text in UTF-16
     */
    static PageFile open(SqliteFile file) throws IOException {
        FileChannel channel = HeldFiles.at(file.path());
        ByteBuffer head = ByteBuffer.allocate(HEAD);
        fill(channel, head, 0);
        int size = head.getShort(PAGE_SIZE) == 1 ? LARGEST_PAGE : head.getShort(PAGE_SIZE) & 0xffff;
        int usable = size - (head.get(RESERVED) & 0xff);
        boolean known = head.get(VERSIONS) <= NEWEST_VERSION && head.get(VERSIONS + 1) <= NEWEST_VERSION;
        UnknownLayout.unless(known && head.getInt(ENCODING) == UTF8 && Integer.bitCount(size) == 1 && usable >= 480);
        return new PageFile(channel, size, usable);
    }

    /** How many bytes of a page hold content. */
    int usable() {
        return usable;
    }

    /** The bytes among which {@link #load} finds a page. */
    byte[] bytes() {
        return bytes;
    }

    /** Where a page begins among the bytes; until the next one is loaded. */
    int load(long page) throws IOException {
        UnknownLayout.unless(page > 1);
        if (page < first || page >= first + held) {
            together = page == first + held ? Math.min(2 * together, most) : 1;
            held = 0;
            first = page;
            held = read(page, together) / size;
            UnknownLayout.unless(held > 0);
        }
        return (int) (page - first) * size;
    }

    /** Forgets what it holds: the file may be another one now. */
    void forget() {
        held = 0;
    }

    /** Reads the first bytes of one page past what is loaded. */
    void read(long page, byte[] into, int length) throws IOException {
        UnknownLayout.unless(page > 1);
        fill(channel, ByteBuffer.wrap(into, 0, length), (page - 1) * size);
    }

    private int read(long page, int pages) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(bytes, 0, pages * size);
        long from = (page - 1) * size;
        int read = 0;
        while (read >= 0 && into.hasRemaining()) {
            read = channel.read(into, from + into.position());
        }
        return into.position();
    }

    private static void fill(FileChannel channel, ByteBuffer into, long from) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, from + into.position()) < 0) {
                throw new EOFException("the file ends before byte " + (from + into.limit()));
            }
        }
    }
}
