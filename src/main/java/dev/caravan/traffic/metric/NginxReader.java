package dev.caravan.traffic.metric;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.traffic.router.NginxLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;

/**
 * The lines that nginx writes about each answer while somebody reads them. The file is emptied whenever it has grown: nginx
 * always writes at its end.
 */
final class NginxReader implements RouterMetrics.Reader {
    private static final long LONGEST_FILE = 8 << 20;
    private static final int PART = 1 << 20;

    private final NginxLog log;
    private final StringBuilder rest = new StringBuilder();
    private long position = -1;

    NginxReader(NginxLog log) {
        this.log = log;
        log.open();
    }

    @Override
    public boolean read(WindowBook book) {
        SideCounts counts = new SideCounts();
        try (FileChannel file = FileChannel.open(log.file(), StandardOpenOption.READ)) {
            if (position < 0) {
                position = file.size();
            }
            position = Math.min(position, file.size());
            ByteBuffer part = ByteBuffer.allocate(PART);
            while (file.read(part, position) > 0) {
                position += part.position();
                rest.append(new String(part.array(), 0, part.position(), StandardCharsets.US_ASCII));
                part.clear();
                count(counts);
            }
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    log.file().toString(),
                    "cannot be read: " + e + "; make it readable for this user");
        }
        counts.into(book);
        if (position > LONGEST_FILE && log.empty()) {
            position = 0;
        }
        return true;
    }

    private void count(SideCounts counts) {
        int begin = 0;
        for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", begin)) {
            count(rest.substring(begin, end).split(" "), counts);
            begin = end + 1;
        }
        rest.delete(0, begin);
    }

    private static void count(String[] line, SideCounts counts) {
        if (line.length >= 3) {
            int status = (int) number(line[1]);
            counts.count(line[0], status, status == NginxLog.CLIENT_GONE, number(line[2]) * 1000);
        }
    }

    /** Negative for a dash: nothing came. */
    private static double number(String text) {
        return text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") ? Double.parseDouble(text) : -1;
    }

    @Override
    public void close() {
        log.close();
    }
}
