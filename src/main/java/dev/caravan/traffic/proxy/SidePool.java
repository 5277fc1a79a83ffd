package dev.caravan.traffic.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;

/** The connections of one event loop to one side: kept after use, the latest used first. To be used by that loop alone. */
final class SidePool {
    private static final int CONNECT_MILLIS = 5_000;
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST_KEPT = 512;

    private final Origin origin;
    private final Bootstrap bootstrap;
    private final Deque<SideConnection> kept = new ArrayDeque<>();
    private final Deque<SideConnection.Asker> waiting = new ArrayDeque<>();
    private final int most;
    private int open;

    /**
     * @param names finds the addresses of names without keeping the loop waiting
     * @param most how many connections there are at a time
     */
    SidePool(EventLoop loop, Origin origin, AddressResolverGroup<InetSocketAddress> names, int most) {
        this.most = most;
        this.origin = origin;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .resolver(names)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        prepare(channel.pipeline());
                    }
                })
                .remoteAddress(origin.address());
    }

    private void prepare(ChannelPipeline pipeline) {
        if (origin.tls() != null) {
            SslHandler tls = origin.tls().newHandler(pipeline.channel().alloc(), origin.host(), origin.port());
            SSLParameters checked = tls.engine().getSSLParameters();
            checked.setEndpointIdentificationAlgorithm("HTTPS");
            tls.engine().setSSLParameters(checked);
            pipeline.addLast(tls);
        }
        pipeline.addLast(new HttpClientCodec(Limits.LINE, Limits.HEAD, Limits.PART));
    }

    /** A connection for one request: at once where one is kept, else as soon as there is one. */
    void open(SideConnection.Asker asker) {
        for (SideConnection known = kept.pollLast(); known != null; known = kept.pollLast()) {
            if (known.isOpen()) {
                known.take(asker);
                return;
            }
        }
        connect(asker);
    }

    /** The same over a connection that nobody has used. */
    void connect(SideConnection.Asker asker) {
        if (open == most) {
            waiting.add(asker);
            return;
        }
        open++;
        ChannelFuture connecting = bootstrap.connect();
        connecting.channel().closeFuture().addListener(closed -> free());
        connecting.addListener((ChannelFuture connected) -> {
            if (!connected.isSuccess()) {
                asker.lost(connected.cause());
                return;
            }
            SideConnection made = new SideConnection(this, connected.channel());
            connected.channel().pipeline().addLast(made);
            SslHandler tls = connected.channel().pipeline().get(SslHandler.class);
            if (tls == null) {
                made.take(asker);
                return;
            }
            tls.handshakeFuture().addListener(shaken -> {
                if (shaken.isSuccess()) {
                    made.take(asker);
                } else {
                    asker.lost(shaken.cause());
                }
            });
        });
    }

    private void free() {
        open--;
        SideConnection.Asker next = waiting.poll();
        if (next != null) {
            connect(next);
        }
    }

    /** Keeps a connection whose request is over, unless somebody waits for it. */
    void keep(SideConnection connection) {
        SideConnection.Asker next = waiting.poll();
        if (next != null) {
            connection.take(next);
        } else if (kept.size() < MOST_KEPT) {
            kept.addLast(connection);
        } else {
            connection.close();
        }
    }

    void forget(SideConnection connection) {
        kept.remove(connection);
    }

    /** Closes what nobody has used for long. */
    void sweep() {
        long now = System.nanoTime();
        while (!kept.isEmpty() && now - kept.peekFirst().keptSince() > KEPT_NANOS) {
            kept.pollFirst().close();
        }
    }
}
