package dev.caravan.traffic.proxy;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Writes answers, one request at a time; the answer to {@code HEAD} has no body, whatever it says of its length. */
final class AnswerEncoder extends HttpResponseEncoder {
    private boolean head;

    /** The answer that comes next is one to this method. */
    void answering(HttpMethod method) {
        head = HttpMethod.HEAD.equals(method);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse answer) {
        return head || super.isContentAlwaysEmpty(answer);
    }
}
