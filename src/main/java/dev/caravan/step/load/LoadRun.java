package dev.caravan.step.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Holds one rate for its time, all on one event loop. A request that is due while every connection is busy waits, and its time
 * counts; one that has waited too long is lost. No answer delays the next request.
 */
final class LoadRun {
    private static final int ERROR = 400;
    private static final int MOST_WAITING = 50_000;

    private final Vertx vertx;
    private final HttpClient client;
    private final LoadSettings settings;
    private final RequestOptions base;
    private final String before;
    private final LoadMeter meter;
    private final LoadMix mix;
    private final Deque<Shot> waiting = new ArrayDeque<>();
    /** Everything whose outcome is open, in the order in which it was due. */
    private final Deque<Shot> open = new ArrayDeque<>();

    private final CompletableFuture<LoadMeter> ended = new CompletableFuture<>();
    private final long warmShots;
    private final long shots;
    private final double nanosApart;
    private volatile boolean stopped;
    private int free;
    private long begun;
    private long sent;
    private long last;

    LoadRun(Vertx vertx, HttpClient client, LoadSettings settings, RequestOptions base, String before, int rate) {
        this.vertx = vertx;
        this.client = client;
        this.settings = settings;
        this.base = base;
        this.before = before;
        this.meter = new LoadMeter(rate, settings.requests());
        this.mix = new LoadMix(settings.requests());
        this.warmShots = rate * settings.warmUp().toMillis() / 1000;
        this.shots = warmShots + Math.max(1, rate * settings.time().toMillis() / 1000);
        this.nanosApart = 1e9 / rate;
        this.free = settings.connections();
    }

    /** Begins; the result comes when the last request is answered or lost. */
    CompletableFuture<LoadMeter> begin() {
        Context loop = vertx.getOrCreateContext();
        loop.runOnContext(go -> {
            begun = System.nanoTime();
            last = begun;
            vertx.setPeriodic(1, this::tick);
        });
        return ended;
    }

    /** Ends it soon, with what there is; called by any thread. */
    void stop() {
        stopped = true;
        ended.join();
    }

    private void tick(long timer) {
        if (stopped) {
            vertx.cancelTimer(timer);
            ended.complete(meter);
            return;
        }
        long now = System.nanoTime();
        while (sent < shots && due(sent) <= now) {
            shoot(now);
        }
        lose(now);
        if (sent == shots && open.isEmpty()) {
            vertx.cancelTimer(timer);
            meter.took(Math.max(last, due(shots)) - due(warmShots));
            ended.complete(meter);
        }
    }

    private long due(long number) {
        return begun + (long) (number * nanosApart);
    }

    private void shoot(long now) {
        Shot shot = new Shot(due(sent), mix.next(), sent % settings.clients(), sent >= warmShots);
        sent++;
        if (shot.counts) {
            meter.late(now - shot.due);
        }
        open.add(shot);
        if (free > 0) {
            free--;
            fire(shot);
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(shot);
        } else {
            end(shot, "not sent", false);
        }
    }

    /** Gives up what is overdue, and forgets what has ended. */
    private void lose(long now) {
        while (!open.isEmpty()) {
            Shot oldest = open.peek();
            if (!oldest.over && now - oldest.due < settings.patience().toNanos()) {
                return;
            }
            open.poll();
            if (!oldest.over) {
                end(oldest, "no answer in time", true);
                if (oldest.request != null) {
                    oldest.request.reset();
                }
            }
        }
    }

    private void fire(Shot shot) {
        LoadRequest kind = settings.requests().get(shot.kind);
        client.request(kind.head(base, before, shot.client))
                .compose(request -> send(shot, request, kind.body(shot.client)))
                .compose(response -> response.end().map(response.statusCode()))
                .onComplete(answered -> {
                    String problem = answered.failed()
                            ? problem(answered.cause())
                            : answered.result() >= ERROR ? "status " + answered.result() : "";
                    end(shot, problem, shot.request != null);
                    shot.request = null;
                    next();
                });
    }

    private static Future<HttpClientResponse> send(Shot shot, HttpClientRequest request, Buffer body) {
        shot.request = request;
        if (shot.over) {
            request.reset();
        }
        return body == null ? request.send() : request.send(body);
    }

    private static String problem(Throwable failure) {
        return failure instanceof ConnectException ? "no connection" : "connection broken";
    }

    /** A connection is free again. */
    private void next() {
        Shot shot = waiting.poll();
        while (shot != null && shot.over) {
            shot = waiting.poll();
        }
        if (shot == null) {
            free++;
        } else {
            fire(shot);
        }
    }

    private void end(Shot shot, String problem, boolean timed) {
        if (shot.over) {
            return;
        }
        shot.over = true;
        last = System.nanoTime();
        if (shot.counts) {
            meter.count(shot.kind, problem, timed ? last - shot.due : -1);
        }
    }
}
