package dev.caravan.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Stands before a server on the loopback and cuts a connection where a test wants it. */
public final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Cut> cut = new AtomicReference<>();

    /** A proxy before the server on this port. */
    public CuttingProxy(int server) {
        this.server = server;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Cuts, once, at the next message of a client that holds {@code word}: before the server has it, or before its answer. */
    public void cutAt(String word, boolean delivered) {
        cut.set(new Cut(word, delivered));
    }

    /** True while the cut has not happened. */
    public boolean waits() {
        return cut.get() != null;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        sockets.forEach(CuttingProxy::closeQuietly);
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket client = listener.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.add(client);
                sockets.add(upstream);
                Link link = new Link(client, upstream);
                start(link::forward);
                start(link::back);
            }
        } catch (IOException closed) {
            // The test has ended
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // Closed is closed
        }
    }

    private record Cut(String word, boolean delivered) {}

    /** One client's way to the server and back. */
    private final class Link {
        private final Socket client;
        private final Socket upstream;
        private volatile boolean mute;

        Link(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void forward() {
            byte[] block = new byte[1 << 16];
            try (InputStream in = client.getInputStream();
                    OutputStream out = upstream.getOutputStream()) {
                for (int length = in.read(block); length >= 0; length = in.read(block)) {
                    Cut wanted = cut.get();
                    String text = new String(block, 0, length, StandardCharsets.ISO_8859_1);
                    if (wanted != null && text.contains(wanted.word()) && cut.compareAndSet(wanted, null)) {
                        mute = true;
                        if (!wanted.delivered()) {
                            closeQuietly(upstream);
                            closeQuietly(client);
                            return;
                        }
                    }
                    out.write(block, 0, length);
                    out.flush();
                }
            } catch (IOException gone) {
                closeQuietly(upstream);
            }
        }

        void back() {
            byte[] block = new byte[1 << 16];
            try (InputStream in = upstream.getInputStream();
                    OutputStream out = client.getOutputStream()) {
                for (int length = in.read(block); length >= 0; length = in.read(block)) {
                    if (mute) {
                        // The server has done it and says so; nobody hears it
                        closeQuietly(client);
                        closeQuietly(upstream);
                        return;
                    }
                    out.write(block, 0, length);
                    out.flush();
                }
            } catch (IOException gone) {
                closeQuietly(client);
            }
        }
    }
}
