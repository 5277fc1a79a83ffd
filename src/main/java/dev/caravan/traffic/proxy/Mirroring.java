package dev.caravan.traffic.proxy;

import dev.caravan.model.Mirror;
import dev.caravan.model.Side;
import dev.caravan.traffic.compare.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Copies requests of one event loop to the side that does not serve them, once the caller has its answer, over connections of their
 * own. A few copies at a time, a short queue behind them; what is more is dropped, so that no caller waits for a copy.
 */
final class Mirroring {
    private static final int QUEUE_PER_CALL = 8;
    private static final int LOOK_MILLIS = 50;
    private static final String MARK = "X-Shadow";

    private final Fronting fronting;
    private final int loops;
    private final Deque<Shadow> queue = new ArrayDeque<>();
    private final Set<Copy> underWay = new LinkedHashSet<>();
    private final Map<Side, SidePool> pools;
    private int busy;

    /**
     * @param pools the connections of copies
     * @param loops how many share the calls that a mirror allows
     */
    Mirroring(EventLoop loop, Fronting fronting, Map<Side, SidePool> pools, int loops) {
        this.fronting = fronting;
        this.pools = pools;
        this.loops = loops;
        loop.scheduleAtFixedRate(this::expire, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * The copy to be made of a request; null for most.
     *
     * @param request as it goes to the side that serves
     * @param uri as the caller asked
     */
    Shadow sample(HttpRequest request, String uri, Side served) {
        MirrorDesk.Count count = fronting.desk().count();
        boolean wanted = count != null
                && ThreadLocalRandom.current().nextDouble() < count.mirror().share()
                && count.mirror()
                        .copies(request.method().name(), fronting.service().below(uri))
                && !request.headers().contains(MARK);
        return wanted
                ? new Shadow(
                        count,
                        served,
                        request.method(),
                        fronting.service().below(uri),
                        request.headers().copy())
                : null;
    }

    /** The caller has its answer: now the copy. */
    void offer(Shadow shadow) {
        MirrorDesk.Count count = shadow.count();
        count.tally().mirrored();
        if (shadow.obstacle() != null) {
            count.tally().dropped(shadow.obstacle());
            return;
        }
        int calls = Math.max(1, count.mirror().calls() / loops);
        if (busy < calls) {
            begin(shadow);
        } else if (queue.size() < calls * QUEUE_PER_CALL) {
            queue.add(shadow);
        } else {
            count.tally().dropped("queue full");
        }
    }

    private void begin(Shadow shadow) {
        busy++;
        MirrorDesk.Count count = shadow.count();
        Answer answer = shadow.answer();
        String method = shadow.method().name();
        double noise = count.mirror().compare().noise();
        boolean twice = noise > 0
                && (ThreadLocalRandom.current().nextDouble() < noise
                        || count.tally().wantsNoise(method, shadow.uri()));
        if (!twice) {
            copy(shadow, answer);
            return;
        }
        new Copy(shadow, shadow.served(), (again, failure) -> {
                    if (again != null) {
                        count.learn(shadow, answer, again);
                    }
                    copy(shadow, answer);
                })
                .send();
    }

    private void copy(Shadow shadow, Answer answer) {
        Side other = shadow.served() == Side.V1 ? Side.V2 : Side.V1;
        MirrorDesk.Count count = shadow.count();
        new Copy(shadow, other, (copied, failure) -> {
                    if (copied == null) {
                        count.tally().failed(shadow.method().name(), shadow.uri(), failure);
                    } else {
                        count.keep(shadow);
                        count.compare(shadow, answer, copied);
                    }
                    end();
                })
                .send();
    }

    private void end() {
        busy--;
        Shadow next = queue.poll();
        if (next != null) {
            begin(next);
        }
    }

    private void expire() {
        long now = System.nanoTime();
        for (Copy copy : List.copyOf(underWay)) {
            if (now - copy.begun > copy.shadow.count().mirror().within().toNanos()) {
                copy.end(null, "no answer in time");
            }
        }
    }

    private static String reason(Throwable failure) {
        return failure instanceof ConnectException || failure.getCause() instanceof ConnectException
                ? "no connection"
                : isClosed(failure)
                        ? "connection closed"
                        : failure instanceof DecoderException || failure instanceof IllegalArgumentException
                                ? "no HTTP"
                                : failure.getClass().getSimpleName();
    }

    private static boolean isClosed(Throwable failure) {
        return failure instanceof ClosedChannelException || failure instanceof SocketException;
    }

    /** One request on its way to a side, and its answer on its way back. */
    private final class Copy implements SideConnection.Asker {
        private final Shadow shadow;
        private final Side target;
        private final BiConsumer<Answer, String> done;
        private final Capture body;
        private final long begun = System.nanoTime();
        private SideConnection side;
        private HttpResponse head;
        private long nanos;
        private boolean again;
        private boolean over;

        Copy(Shadow shadow, Side target, BiConsumer<Answer, String> done) {
            this.shadow = shadow;
            this.target = target;
            this.done = done;
            this.body = new Capture(shadow.count().mirror().limit());
        }

        void send() {
            underWay.add(this);
            pools.get(target).open(this);
        }

        @Override
        public void opened(SideConnection opened) {
            if (over) {
                opened.close();
                return;
            }
            side = opened;
            side.write(request());
            side.flush();
        }

        private FullHttpRequest request() {
            ByteBuf content = Unpooled.wrappedBuffer(shadow.body());
            String uri = fronting.origins().get(target).uri(shadow.uri());
            HttpHeaders headers = shadow.headers().copy();
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            headers.remove(HttpHeaderNames.TRAILER);
            headers.remove(HttpHeaderNames.EXPECT);
            headers.set(MARK, "true");
            FullHttpRequest request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1, shadow.method(), uri, content, headers, EmptyHttpHeaders.INSTANCE);
            if (content.isReadable()) {
                HttpUtil.setContentLength(request, content.readableBytes());
            }
            return request;
        }

        @Override
        public void head(HttpResponse answer) {
            head = answer;
            nanos = System.nanoTime() - begun;
        }

        @Override
        public void part(HttpContent part) {
            body.add(part.content());
            boolean last = part instanceof LastHttpContent;
            part.release();
            if (last) {
                side = null;
                Mirror mirror = shadow.count().mirror();
                end(
                        new Answer(
                                head.status().code(),
                                Shadow.telling(head.headers(), mirror),
                                body.bytes(),
                                body.length(),
                                body.cut(),
                                nanos),
                        "");
            }
        }

        @Override
        public void lost(Throwable why) {
            side = null;
            boolean stale = !again && !over && head == null && isClosed(why) && shadow.isSafe();
            if (stale) {
                // A connection that was closed in the meantime is replaced once
                again = true;
                pools.get(target).connect(this);
            } else {
                end(null, reason(why));
            }
        }

        @Override
        public void interim(HttpResponse notice) {
            // The answer comes later
        }

        @Override
        public void pause() {
            // Nothing is passed on
        }

        @Override
        public void ready(boolean more) {
            // All was written at once
        }

        private void end(Answer answer, String failure) {
            if (over) {
                return;
            }
            over = true;
            underWay.remove(this);
            if (side != null) {
                side.close();
            }
            done.accept(answer, failure);
        }
    }
}
