package dev.caravan.traffic.proxy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The listener of one service: a few event loops, each with its own callers and its own connections to both sides. */
final class FrontServer implements AutoCloseable {
    private static final int BACKLOG = 1_024;

    private final ServiceFile service;
    private final EventLoopGroup group;
    private final DnsAddressResolverGroup names =
            new DnsAddressResolverGroup(NioDatagramChannel.class, DnsServerAddressStreamProviders.platformDefault());
    private final Map<EventExecutor, FrontLoop> loops = new HashMap<>();

    /** @param threads how many event loops */
    FrontServer(Fronting fronting, int threads) {
        this.service = fronting.service();
        this.group = new NioEventLoopGroup(threads);
        group.forEach(loop -> loops.put(loop, new FrontLoop(fronting, (EventLoop) loop, threads, names)));
    }

    /** @throws CaravanException TARGET_UNUSABLE when the address cannot be listened at */
    void open() {
        int colon = service.listen().lastIndexOf(':');
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        prepare(channel);
                    }
                })
                .bind(
                        service.listen().substring(0, colon),
                        Integer.parseInt(service.listen().substring(colon + 1)))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    "router " + service.listen(),
                    "cannot listen: " + bound.cause().getMessage() + "; free the port, or name another one by listen:");
        }
    }

    private void prepare(Channel channel) {
        AnswerEncoder encoder = new AnswerEncoder();
        FrontLoop loop = loops.get(channel.eventLoop());
        channel.pipeline().addLast(new StrictDecoder(), encoder, new FrontConnection(loop, encoder));
    }

    /** True when no caller waits for an answer, or for the rest of one. Asks every loop: not to be called by one of them. */
    boolean isResting() {
        boolean resting = true;
        for (Map.Entry<EventExecutor, FrontLoop> one : loops.entrySet()) {
            resting &= one.getKey()
                    .submit(() -> one.getValue().isResting())
                    .syncUninterruptibly()
                    .getNow();
        }
        return resting;
    }

    @Override
    public void close() {
        names.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(TimeUnit.SECONDS.toMillis(5));
    }
}
