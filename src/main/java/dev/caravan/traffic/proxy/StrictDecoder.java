package dev.caravan.traffic.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.time.Duration;
import java.util.List;

/**
 * Reads requests as Netty does, and knows since when it waits for the rest of one. Finds those broken that tell their length twice: by {@code Content-Length} and as {@code
 * chunked}. Netty takes the first out in silence, so that nobody behind it can turn such a request away.
 */
final class StrictDecoder extends HttpRequestDecoder {
    private boolean half;
    private long begun;

    StrictDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(Limits.LINE)
                .setMaxHeaderSize(Limits.HEAD)
                .setMaxChunkSize(Limits.PART));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        int before = out.size();
        super.decode(context, in, out);
        boolean was = half;
        half = out.size() == before;
        if (half && !was) {
            begun = System.nanoTime();
        }
    }

    /** True when something has begun so long ago and has not come to its end. */
    boolean isLate(Duration limit) {
        return half && System.nanoTime() - begun > limit.toNanos();
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("two lengths");
    }
}
