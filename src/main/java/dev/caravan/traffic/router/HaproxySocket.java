package dev.caravan.traffic.router;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** HAProxy's runtime socket: a command, an answer, a connection each. */
record HaproxySocket(Path path) {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int LONGEST = 1 << 21;

    /**
     * Sends a command.
     *
     * @return the answer, without the space around it
     * @throws CaravanException TARGET_UNUSABLE when nobody answers in time
     */
    String ask(String command) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return answer(channel, selector);
        } catch (IOException e) {
            throw failed("'" + command.split(" ")[0] + "' failed: " + e.getMessage()
                    + "; start HAProxy with 'stats socket " + path + " level admin' in its global section");
        }
    }

    private String answer(SocketChannel channel, Selector selector) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(8192);
        long end = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000L;
        while (text.size() < LONGEST) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0 || selector.select(left) == 0) {
                throw failed("no answer within " + TIMEOUT_MILLIS + " ms; see whether HAProxy hangs");
            }
            selector.selectedKeys().clear();
            if (channel.read(part) < 0) {
                break;
            }
            text.write(part.array(), 0, part.position());
            part.clear();
        }
        return text.toString(StandardCharsets.UTF_8).strip();
    }

    private CaravanException failed(String what) {
        return new CaravanException(ErrorCode.TARGET_UNUSABLE, "haproxy " + path, what);
    }
}
