package dev.caravan.console;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What a request still has to say when its answer is ready. Jetty closes a connection on which such a rest waits, and who sends
 * the next request on it gets no answer. So a short rest is taken in, and on a long one the answer says that the connection ends.
 */
final class UnreadBody {
    private static final int MOST_BYTES = 8 << 10;

    private UnreadBody() {}

    /** Before the answer is sent, which is when the response is completed. Waits for the client as any reader of a body does. */
    static void settle(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted() || !hasBody(request)) {
            return;
        }
        if (waitsToSend(request) || !isTakenIn(request)) {
            response.setHeader("Connection", "close");
        }
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    /** The client waits to be told that its body is wanted, and opening the body tells it so. */
    private static boolean waitsToSend(HttpServletRequest request) {
        return request.getHeader("Expect") != null;
    }

    private static boolean isTakenIn(HttpServletRequest request) throws IOException {
        ServletInputStream body = request.getInputStream();
        if (body.isFinished()) {
            return true;
        }
        long length = request.getContentLengthLong();
        return length >= 0 && length <= MOST_BYTES && body.readNBytes(MOST_BYTES + 1).length <= MOST_BYTES;
    }
}
