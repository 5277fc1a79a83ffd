package dev.caravan.traffic.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Passes bytes on as they are, no faster than they are taken; the one end's end is the other's. */
final class Relay extends ChannelInboundHandlerAdapter {
    private final Channel other;

    Relay(Channel other) {
        this.other = other;
    }

    /**
     * From now on bytes pass, both ways: HTTP ends on a caller's connection and on that to the side.
     *
     * @param idle how long nothing may pass, either way
     */
    static void between(ChannelHandlerContext caller, AnswerEncoder encoder, SideConnection side, Duration idle) {
        ChannelPipeline pipeline = caller.pipeline();
        pipeline.addFirst(new IdleStateHandler(0, 0, idle.toMillis(), TimeUnit.MILLISECONDS));
        pipeline.replace(caller.handler(), null, side.relay());
        pipeline.remove(encoder);
        side.relayTo(caller.channel());
        // Last, as it hands on what it has read too far
        pipeline.remove(StrictDecoder.class);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        other.write(bytes, other.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        other.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        other.config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }
}
