package dev.caravan.traffic.proxy;

import static dev.caravan.traffic.proxy.CallerState.ANSWERING;
import static dev.caravan.traffic.proxy.CallerState.CLOSING;
import static dev.caravan.traffic.proxy.CallerState.GONE;
import static dev.caravan.traffic.proxy.CallerState.IDLE;
import static dev.caravan.traffic.proxy.CallerState.OPENING;
import static dev.caravan.traffic.proxy.CallerState.SENDING;
import static dev.caravan.traffic.proxy.CallerState.SKIPPING;

import dev.caravan.model.Side;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * A caller's connection: takes one request after the other, chooses the side of each once, and lets heads and bodies stream both
 * ways, no faster than whoever takes them. To be used by its event loop alone.
 */
final class FrontConnection extends ChannelInboundHandlerAdapter implements SideConnection.Asker {
    private final FrontLoop loop;
    private final AnswerEncoder encoder;
    private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();
    private ChannelHandlerContext context;
    private String address;
    private CallerState state = CallerState.IDLE;
    private Passing passing;
    private SideConnection side;
    private boolean closing;
    private long rested;

    FrontConnection(FrontLoop loop, AnswerEncoder encoder) {
        this.loop = loop;
        this.encoder = encoder;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        address = Answers.address(active.channel());
        rested = System.nanoTime();
        loop.add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object read) {
        HttpObject part = (HttpObject) read;
        if (waiting.isEmpty() && takes()) {
            take(part);
        } else {
            waiting.add(part);
            hold(true);
        }
    }

    private boolean takes() {
        return state != OPENING && state != ANSWERING;
    }

    private void take(HttpObject part) {
        switch (state) {
            case IDLE -> begin((HttpRequest) part);
            case SENDING -> send((HttpContent) part);
            default -> {
                ReferenceCountUtil.release(part);
                if (state == SKIPPING && part instanceof LastHttpContent) {
                    rest();
                }
            }
        }
    }

    private void begin(HttpRequest request) {
        encoder.answering(request.method());
        closing = !HttpUtil.isKeepAlive(request);
        FullHttpResponse own = Answers.own(request, loop.fronting(), address);
        if (own != null) {
            reply(own);
        } else {
            Side chosen = loop.fronting().chooser().side(request, address);
            Passing begun = Passing.begin(request, chosen, loop, address);
            passing = begun;
            state = OPENING;
            loop.pool(chosen).open(this);
            begun.late(state == OPENING);
        }
    }

    @Override
    public void opened(SideConnection opened) {
        if (state == GONE) {
            opened.close();
            return;
        }
        side = opened;
        side.read(context.channel().isWritable());
        state = SENDING;
        side.write(passing.request());
        if (passing.isAgain()) {
            send(LastHttpContent.EMPTY_LAST_CONTENT);
        } else if (passing.isLate()) {
            drain();
            opened.flush();
        }
    }

    private void send(HttpContent part) {
        if (part.decoderResult().isFailure()) {
            part.release();
            side.close();
            fail(HttpResponseStatus.BAD_REQUEST);
            return;
        }
        passing.sends(part.content());
        side.write(part);
        if (part instanceof LastHttpContent) {
            state = ANSWERING;
            side.flush();
        }
    }

    @Override
    public void head(HttpResponse answer) {
        if (!passing.head(answer)) {
            side.close();
            lost(new IllegalStateException("an upgrade that nobody asked for"));
            return;
        }
        // An answer before the end of its request: the rest of that has nowhere to go
        closing |= state == SENDING;
        if (closing) {
            HttpUtil.setKeepAlive(answer, false);
        }
        context.write(answer, context.voidPromise());
    }

    @Override
    public void interim(HttpResponse notice) {
        context.writeAndFlush(Answers.interim(notice), context.voidPromise());
    }

    @Override
    public void part(HttpContent part) {
        passing.answers(part.content());
        if (!(part instanceof LastHttpContent)) {
            context.write(part, context.voidPromise());
            return;
        }
        context.writeAndFlush(part, context.voidPromise());
        if (passing.isSwitching()) {
            relay();
            return;
        }
        passing.end(loop.mirroring());
        passing = null;
        side = null;
        if (state == SENDING) {
            linger();
        } else {
            rest();
        }
    }

    @Override
    public void pause() {
        context.flush();
    }

    /** A request is over: the next one, if there is one. */
    private void rest() {
        if (closing) {
            state = CLOSING;
            Answers.close(context);
            return;
        }
        state = IDLE;
        rested = System.nanoTime();
        drain();
    }

    private void drain() {
        while (!waiting.isEmpty() && takes()) {
            take(waiting.poll());
        }
        hold(!waiting.isEmpty() || side != null && !side.isWritable());
    }

    private void hold(boolean held) {
        context.channel().config().setAutoRead(!held);
    }

    private void relay() {
        leave();
        Relay.between(context, encoder, side, loop.fronting().bounds().idle());
    }

    @Override
    public void lost(Throwable why) {
        side = null;
        if (state == ANSWERING && passing.mayGoAgain()) {
            state = OPENING;
            loop.pool(passing.side()).connect(this);
        } else if (state != GONE) {
            passing.lost();
            fail(HttpResponseStatus.BAD_GATEWAY);
        }
    }

    /** Answers in the place of a side, where that has not begun to; else a cut connection tells the caller. */
    private void fail(HttpResponseStatus status) {
        side = null;
        boolean begun = passing.hasHead();
        passing = null;
        closing |= begun || state != ANSWERING;
        if (begun) {
            rest();
        } else {
            reply(Answers.of(status, ""));
        }
    }

    private void reply(FullHttpResponse answer) {
        closing |= !HttpUtil.isKeepAlive(answer);
        HttpUtil.setKeepAlive(answer, !closing);
        context.writeAndFlush(answer, context.voidPromise());
        if (state == ANSWERING) {
            rest();
        } else if (closing) {
            linger();
        } else {
            state = SKIPPING;
        }
    }

    private void linger() {
        state = CLOSING;
        drain();
        Answers.linger(context);
    }

    @Override
    public void ready(boolean more) {
        hold(!more || !waiting.isEmpty());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        if (state == SENDING) {
            side.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (side != null) {
            side.read(from.channel().isWritable());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        leave();
        if (side != null) {
            side.close();
        }
    }

    private void leave() {
        state = GONE;
        loop.remove(this);
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable failure) {
        from.close();
    }

    /** Ends the connection when nobody asks over it, or does not come to an end with that. */
    void sweep(Bounds bounds) {
        boolean idle = System.nanoTime() - rested > bounds.idle().toNanos();
        if (isResting() && (idle || context.pipeline().get(StrictDecoder.class).isLate(bounds.head()))) {
            context.close();
        }
    }

    boolean isResting() {
        return state == IDLE;
    }
}
