package dev.caravan.system.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip, also several members one after another, and says what is wrong with it. The JDK's own stream takes garbage
 * behind a member for the end, and ends early where its input has nothing available at the moment: both lose records in
 * silence.
 */
final class GzipStream extends InputStream {
    private static final long LOW_HALF = 0xFFFFFFFFL;

    private final GzipInput in;
    private final DamagedGzipException known;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 sum = new CRC32();
    private int members;
    private long memberStart;
    private long produced;
    private boolean inMember;

    /**
     * A stream.
     *
     * @param known what {@link #damage} found: thrown once all that is sound was read; null for nothing
     */
    GzipStream(InputStream compressed, DamagedGzipException known) {
        this.in = new GzipInput(compressed);
        this.known = known;
    }

    /**
     * What is wrong with {@code compressed}, or null. Reads all of it: only at the end of a member does its sum tell whether
     * its bytes are what they were, and no byte that is not may become part of a record.
     */
    static DamagedGzipException damage(InputStream compressed) throws IOException {
        byte[] sink = new byte[1 << 16];
        try (GzipStream stream = new GzipStream(compressed, null)) {
            while (stream.read(sink, 0, sink.length) >= 0) {
                // only the end is of interest
            }
            return null;
        } catch (DamagedGzipException e) {
            return e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (known != null && produced == known.sound()) {
            throw known;
        }
        int most = known == null ? length : (int) Math.min(length, known.sound() - produced);
        try {
            return unpack(target, offset, most);
        } catch (EOFException e) {
            throw new DamagedGzipException("the gzip data is cut off", produced);
        } catch (DataFormatException e) {
            throw new DamagedGzipException("the gzip data is corrupt", memberStart);
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private int unpack(byte[] target, int offset, int most) throws IOException, DataFormatException {
        int read = 0;
        while (read == 0) {
            if (!inMember && !beginMember()) {
                return -1;
            }
            if (inflater.needsInput()) {
                in.feed(inflater);
            }
            read = inflater.inflate(target, offset, most);
            if (read == 0) {
                endMember();
            }
        }
        sum.update(target, offset, read);
        produced += read;
        return read;
    }

    /** False when no member follows. */
    private boolean beginMember() throws IOException {
        if (members > 0 && in.atEnd()) {
            return false;
        }
        if (!in.skipHeader()) {
            String where = members == 0 ? "the gzip header is none" : "behind the gzip data lies something else";
            throw new DamagedGzipException(where, produced);
        }
        members++;
        memberStart = produced;
        inMember = true;
        inflater.reset();
        sum.reset();
        return true;
    }

    /** Checks the sums of a member that is through. */
    private void endMember() throws IOException, DataFormatException {
        if (inflater.needsDictionary()) {
            throw new DataFormatException();
        }
        if (!inflater.finished()) {
            return;
        }
        in.takeBack(inflater);
        inMember = false;
        if (in.number(4) != sum.getValue() || in.number(4) != (produced - memberStart & LOW_HALF)) {
            throw new DamagedGzipException("the gzip data does not have the sum it should have", memberStart);
        }
    }
}
