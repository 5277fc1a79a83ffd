package dev.caravan.system.files;

/** Finds where a line ends, in as many pieces as its bytes come in. */
final class LineScanner {
    private static final long LINE_FEEDS = ByteWords.repeated('\n');

    private boolean over;
    private long seen;

    /** Gets ready for a line that begins with the next byte scanned. */
    void begin() {
        over = false;
        seen = 0;
    }

    /** Scans on; answers the index behind the line feed, or {@code limit} when the line goes on behind it. */
    int scan(byte[] bytes, int from, int limit) {
        long high = 0;
        int at = from;
        while (at + Long.BYTES <= limit) {
            long word = ByteWords.word(bytes, at);
            long marks = ByteWords.matches(word, LINE_FEEDS);
            high |= word;
            if (marks != 0) {
                at += ByteWords.first(marks);
                break;
            }
            at += Long.BYTES;
        }
        while (at < limit && !over) {
            byte next = bytes[at++];
            high |= next;
            over = next == '\n';
        }
        seen |= high;
        return at;
    }

    /** True when there is a line feed between {@code from} and {@code to}. */
    boolean anyFeed(byte[] bytes, int from, int to) {
        begin();
        scan(bytes, from, to);
        return over;
    }

    /** True once the line feed is found. */
    boolean over() {
        return over;
    }

    /** True when all bytes of the line are ASCII; may be false although they are. */
    boolean ascii() {
        return (seen & ByteWords.HIGH_BITS) == 0;
    }
}
