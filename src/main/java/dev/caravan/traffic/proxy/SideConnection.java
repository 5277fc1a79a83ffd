package dev.caravan.traffic.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;

/** One connection to a side, which carries one request after the other. To be used by its event loop alone. */
final class SideConnection extends ChannelInboundHandlerAdapter {
    private static final int SWITCHING = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final SidePool pool;
    private final Channel channel;
    private Asker asker;
    private boolean requested;
    private boolean answering;
    private boolean lasting;
    private boolean switching;
    private Throwable cause;
    private long keptSince;

    SideConnection(SidePool pool, Channel channel) {
        this.pool = pool;
        this.channel = channel;
    }

    /** Who has a request for a side. Everything comes on the event loop; nothing comes after the end of the answer, or after a loss. */
    interface Asker {
        /** The connection is there: the request can go out. */
        void opened(SideConnection side);

        /** The head of the answer. */
        void head(HttpResponse answer);

        /** A head that comes before that of the answer itself, such as 100. */
        void interim(HttpResponse notice);

        /** A part of the answer's body, which whoever takes it releases; the last one is a {@link LastHttpContent}. */
        void part(HttpContent part);

        /** Nothing more is there to read for now. */
        void pause();

        /** No answer will come, or no more of it. */
        void lost(Throwable why);

        /** The connection takes more again, or for now no more. */
        void ready(boolean more);
    }

    /** Begins a request. */
    void take(Asker next) {
        asker = next;
        requested = false;
        answering = false;
        next.opened(this);
    }

    boolean isOpen() {
        return channel.isActive();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    long keptSince() {
        return keptSince;
    }

    /** Sends the head of a request, or some of its body, soon. */
    void write(Object part) {
        requested |= part instanceof LastHttpContent;
        channel.write(part, channel.voidPromise());
    }

    /** Sends what was written, now. */
    void flush() {
        channel.flush();
    }

    /** Whether the answer is read on; a caller that takes no more stops it. */
    void read(boolean on) {
        channel.config().setAutoRead(on);
    }

    /** What passes bytes to this connection, as they are. */
    Relay relay() {
        return new Relay(channel);
    }

    /** From now on bytes pass to the caller as they are, those behind the last answer first. */
    void relayTo(Channel caller) {
        asker = null;
        channel.pipeline().replace(this, null, new Relay(caller));
        channel.pipeline().remove(HttpClientCodec.class);
    }

    /** Ends the connection; its asker has given up. */
    void close() {
        asker = null;
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        if (asker == null) {
            // What nobody has asked for
            ReferenceCountUtil.release(read);
            channel.close();
        } else if (((HttpObject) read).decoderResult().isFailure()) {
            ReferenceCountUtil.release(read);
            lose(((HttpObject) read).decoderResult().cause());
        } else if (read instanceof HttpResponse head) {
            head(head);
        } else {
            part((HttpContent) read);
        }
    }

    private void head(HttpResponse head) {
        int code = head.status().code();
        if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL && code != SWITCHING) {
            asker.interim(head);
            return;
        }
        answering = true;
        switching = code == SWITCHING;
        boolean framed = HttpUtil.isContentLengthSet(head) || HttpUtil.isTransferEncodingChunked(head);
        lasting = HttpUtil.isKeepAlive(head) && (framed || code == NO_CONTENT || code == NOT_MODIFIED);
        asker.head(head);
    }

    private void part(HttpContent part) {
        if (!answering) {
            // The end of a head that came before that of the answer
            part.release();
            return;
        }
        Asker served = asker;
        if (part instanceof LastHttpContent && !switching) {
            rest();
        }
        served.part(part);
    }

    /** The answer is whole: the connection can carry another request, where both ends see it so. */
    private void rest() {
        asker = null;
        if (requested && lasting && channel.isActive()) {
            channel.config().setAutoRead(true);
            keptSince = System.nanoTime();
            pool.keep(this);
        } else {
            channel.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (asker != null) {
            asker.pause();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (asker != null) {
            asker.ready(channel.isWritable());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        pool.forget(this);
        lose(cause == null ? new ClosedChannelException() : cause);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        cause = failure;
        channel.close();
    }

    private void lose(Throwable why) {
        Asker served = asker;
        close();
        if (served != null) {
            served.lost(why);
        }
    }
}
