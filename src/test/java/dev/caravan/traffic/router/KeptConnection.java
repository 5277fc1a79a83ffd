package dev.caravan.traffic.router;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that keeps one connection open and never tries anything twice, so that it sees what a router drops. */
final class KeptConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    KeptConnection(URI listener) throws IOException {
        this(listener, null);
    }

    /** A client at an address of this machine; null for the one that the system gives it. */
    KeptConnection(URI listener, InetAddress from) throws IOException {
        this.socket = new Socket(listener.getHost(), listener.getPort(), from, 0);
        this.socket.setSoTimeout(20_000);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** The body of the answer to a GET with these header lines, each ended by CR LF. */
    String get(String path, String headers) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        String status = line();
        int length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        if (!status.contains(" 200")) {
            throw new IOException(
                    status + " " + new String(in.readNBytes(Math.max(0, length)), StandardCharsets.UTF_8));
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new IOException("the connection was closed after '" + line + "'");
            }
            line.append((char) read);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
