package dev.caravan.traffic.proxy;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Reads requests as Netty does, and marks those that tell their length twice: by {@code Content-Length} and as {@code chunked}.
 * Netty takes the first out in silence, so that nobody behind it can turn such a request away.
 */
final class StrictDecoder extends HttpRequestDecoder {
    /** Stands in the head of a marked request; a client that sends it itself is turned away alike. */
    static final String MARK = "X-Caravan-Two-Lengths";

    private static final String PLACE = "httpDecoder";

    private StrictDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(HttpServerOptions.DEFAULT_MAX_INITIAL_LINE_LENGTH)
                .setMaxHeaderSize(HttpServerOptions.DEFAULT_MAX_HEADER_SIZE)
                .setMaxChunkSize(HttpServerOptions.DEFAULT_MAX_CHUNK_SIZE));
    }

    /** Lets a connection that has just begun be read strictly. */
    static void guard(HttpConnection connection) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        pipeline.replace(PLACE, PLACE, new StrictDecoder());
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        super.handleTransferEncodingChunkedWithContentLength(message);
        message.headers().set(MARK, "1");
    }
}
