package dev.caravan.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients of many sessions that keep their connections and never ask twice: what a router drops, they have lost. Patient ones ask
 * once more, as browsers do, where a kept connection was closed before the first byte of an answer. Each tells apart which side
 * answered.
 */
final class KeptClients implements AutoCloseable {
    private static final int SESSIONS = 64;
    private static final int PATIENCE_MILLIS = 20_000;

    private final int port;
    private final boolean patient;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong lastOfV2 = new AtomicLong(Long.MIN_VALUE);
    private final List<Thread> threads = new ArrayList<>();

    /** Begins to ask, over so many connections. */
    KeptClients(int port, int connections, boolean patient) {
        this.port = port;
        this.patient = patient;
        for (int i = 0; i < connections; i++) {
            int first = i;
            Thread thread = new Thread(() -> load(first), "client-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    long answered() {
        return answered.get();
    }

    /** Requests with an answer that is none of success. */
    long failed() {
        return failed.get();
    }

    /** Requests without an answer, among them those whose connection was reset. */
    long lost() {
        return lost.get();
    }

    /** When the last request was sent that v2 answered, as {@link System#nanoTime}; the least number when none was. */
    long lastOfV2() {
        return lastOfV2.get();
    }

    private void load(int first) {
        int session = first;
        while (!stop.get()) {
            boolean kept = false;
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                while (!stop.get()) {
                    ask(socket, in, session % SESSIONS);
                    session++;
                    kept = true;
                }
            } catch (IdleClose closed) {
                lost.addAndGet(patient && kept ? 0 : 1);
            } catch (IOException dropped) {
                lost.incrementAndGet();
            }
        }
    }

    private void ask(Socket socket, InputStream in, int session) throws IOException {
        long begun = System.nanoTime();
        String request = "GET / HTTP/1.1\r\nHost: bench\r\nX-Session: s" + session + "\r\n\r\n";
        begin(socket, in, request);
        String status = line(in);
        int length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        byte[] body = in.readNBytes(Math.max(0, length));
        if (body.length < 2) {
            throw new IOException(status);
        }
        (status.contains(" 200") ? answered : failed).incrementAndGet();
        if (body[1] == '2') {
            lastOfV2.accumulateAndGet(begun, Math::max);
        }
    }

    /** Sends it, and waits for the first byte of its answer. */
    private static void begin(Socket socket, InputStream in, String request) throws IOException {
        in.mark(1);
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            if (in.read() < 0) {
                throw new IdleClose();
            }
        } catch (SocketException reset) {
            throw new IdleClose();
        }
        in.reset();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new IOException("closed");
            }
            line.append((char) read);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        stop.set(true);
        try {
            for (Thread thread : threads) {
                thread.join(PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The connection was closed before anything of an answer came. */
    private static final class IdleClose extends IOException {
        private static final long serialVersionUID = 1L;

        IdleClose() {
            super("closed");
        }
    }
}
