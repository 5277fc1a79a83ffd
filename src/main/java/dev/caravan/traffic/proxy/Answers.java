package dev.caravan.traffic.proxy;

import dev.caravan.traffic.Buckets;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Answers that the router gives itself, and how it ends a connection behind an answer. */
final class Answers {
    private static final int LINGER_SECONDS = 5;

    private Answers() {}

    /** The answer to what is not let in, or asks the router itself; null for what goes to a side. */
    static FullHttpResponse own(HttpRequest request, Fronting fronting, String client) {
        int refusal = Door.refusal(request);
        if (refusal != 0) {
            FullHttpResponse refused = of(HttpResponseStatus.valueOf(refusal), "");
            HttpUtil.setKeepAlive(refused, false);
            return refused;
        }
        if (!request.uri().startsWith("/.caravan/")) {
            return null;
        }
        boolean here = client.startsWith("127.") || "0:0:0:0:0:0:0:1".equals(client);
        return here ? of(HttpResponseStatus.OK, side(fronting, request.uri())) : of(HttpResponseStatus.FORBIDDEN, "");
    }

    /** Which side a bucket gets now: what the control asks through the listener. */
    private static String side(Fronting fronting, String uri) {
        List<String> asked = new QueryStringDecoder(uri).parameters().get("bucket");
        String bucket = asked == null ? "00" : asked.get(0);
        boolean known = bucket.matches("[0-9][0-9]|cohort|v1|v2");
        return fronting.generation() + " "
                + (known ? Buckets.side(fronting.chooser().split(), bucket) : "none");
    }

    static FullHttpResponse of(HttpResponseStatus status, String text) {
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        HttpUtil.setContentLength(answer, answer.content().readableBytes());
        return answer;
    }

    /** Where a caller is. */
    static String address(Channel caller) {
        return ((InetSocketAddress) caller.remoteAddress()).getAddress().getHostAddress();
    }

    /** Ends a connection once everything is on its way. */
    static void close(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Lets the caller read the answer although it may still be sending: a connection closed at once would take it away. */
    static void linger(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(sent -> ((SocketChannel) context.channel()).shutdownOutput());
        context.executor().schedule(() -> context.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    /** A head alone that comes before that of the answer. */
    static FullHttpResponse interim(HttpResponse notice) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                notice.status(),
                Unpooled.EMPTY_BUFFER,
                notice.headers(),
                EmptyHttpHeaders.INSTANCE);
    }
}
