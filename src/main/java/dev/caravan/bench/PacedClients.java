package dev.caravan.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * An open loop over connections that are kept: requests are due at a steady rate whatever the answers do, and the time of each
 * counts from when it was due. One thread of little work, so that a machine's processors are left to what is measured.
 */
final class PacedClients implements AutoCloseable {
    private static final int SESSIONS = 1_000;
    private static final long NAP_NANOS = 50_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Histogram micros = new Histogram(TimeUnit.HOURS.toMicros(1), 3);
    private final ByteBuffer[] requests = new ByteBuffer[SESSIONS];
    private final Deque<Client> free = new ArrayDeque<>();
    private final Selector selector = Selector.open();
    private final double nanosApart;
    private long begun;
    private long fired;
    private long answered;
    private long warm;
    private long last;

    /** @param rate requests a second */
    PacedClients(int port, int connections, int rate) throws IOException {
        this.nanosApart = 1e9 / rate;
        for (int i = 0; i < SESSIONS; i++) {
            String request = "GET / HTTP/1.1\r\nHost: bench\r\nX-Session: s" + i + "\r\n\r\n";
            requests[i] = ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
        }
        for (int i = 0; i < connections; i++) {
            free.add(new Client(port));
        }
    }

    /**
     * Asks for so long, at first without counting.
     *
     * @throws IOException when an answer is none of success, or does not come
     */
    PacedClients ask(Duration warmUp, Duration time) throws IOException {
        warm = (long) (warmUp.toNanos() / nanosApart);
        long all = warm + (long) (time.toNanos() / nanosApart);
        begun = System.nanoTime();
        long end = due(all) + PATIENCE_NANOS;
        while (answered < all) {
            long now = System.nanoTime();
            while (fired < all && due(fired) <= now && !free.isEmpty()) {
                free.poll().ask(fired++);
            }
            if (!takeAnswers()) {
                LockSupport.parkNanos(NAP_NANOS);
            }
            if (now > end) {
                throw new IOException((all - answered) + " of " + all + " requests were not answered in time");
            }
        }
        return this;
    }

    private boolean takeAnswers() throws IOException {
        int ready = selector.selectNow();
        for (SelectionKey key : selector.selectedKeys()) {
            ((Client) key.attachment()).read();
        }
        selector.selectedKeys().clear();
        return ready > 0;
    }

    private long due(long number) {
        return begun + (long) (number * nanosApart);
    }

    /** Answers a second that came, as long as it took. */
    double achieved() {
        return (answered - warm) * 1e9 / (last - due(warm));
    }

    /** Milliseconds that 99 of 100 answers took at the most. */
    double p99() {
        return micros.getValueAtPercentile(99) / 1e3;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    /** One connection, with one request at a time. */
    private final class Client {
        private final ByteBuffer got = ByteBuffer.allocate(16_384);
        private final SocketChannel channel;
        private long number;

        Client(int port) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true).configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void ask(long next) throws IOException {
            number = next;
            got.clear();
            ByteBuffer request = requests[(int) (next % SESSIONS)].duplicate();
            channel.write(request);
            if (request.hasRemaining()) {
                throw new IOException("a request was not taken");
            }
        }

        /** The answer's head tells its length; nothing comes behind it. */
        void read() throws IOException {
            int more = channel.read(got);
            String seen = new String(got.array(), 0, got.position(), StandardCharsets.ISO_8859_1);
            int head = seen.indexOf("\r\n\r\n");
            if (more < 0 || head >= 0 && !seen.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("answered: " + seen);
            }
            if (head >= 0 && seen.length() == head + 4 + RouterStand.ANSWER) {
                end(System.nanoTime());
            }
        }

        private void end(long now) {
            if (number >= warm) {
                micros.recordValue(Math.max(1, (now - due(number)) / 1000));
                last = now;
            }
            answered++;
            free.add(this);
        }
    }
}
