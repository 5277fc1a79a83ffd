package dev.caravan.traffic.proxy;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Reads requests as Netty does, but finds those broken that tell their length twice: by {@code Content-Length} and as {@code
 * chunked}. Netty takes the first out in silence, so that nobody behind it can turn such a request away.
 */
final class StrictDecoder extends HttpRequestDecoder {
    StrictDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(Limits.LINE)
                .setMaxHeaderSize(Limits.HEAD)
                .setMaxChunkSize(Limits.PART));
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("two lengths");
    }
}
