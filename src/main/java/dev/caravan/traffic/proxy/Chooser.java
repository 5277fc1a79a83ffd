package dev.caravan.traffic.proxy;

import dev.caravan.model.Side;
import dev.caravan.model.Split;
import dev.caravan.model.Sticky;
import dev.caravan.traffic.Buckets;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;

/** Chooses the side of a request. Safe for use by several threads; what changes is one reference to a split. */
final class Chooser {
    private final ServiceFile service;
    private volatile Split split;

    Chooser(ServiceFile service, Split split) {
        this.service = service;
        this.split = split;
    }

    Split split() {
        return split;
    }

    void put(Split next) {
        split = next;
    }

    /**
     * The side that serves a request.
     *
     * @param client the address that it comes from
     */
    Side side(HttpRequest request, String client) {
        Split now = split;
        if (now.off() || now.share() == 0 && service.named().isEmpty()) {
            return Side.V1;
        }
        String key = key(request, client);
        String named = service.named().get(key);
        if (named != null) {
            return Buckets.side(now, named);
        }
        return Buckets.of(key) < now.share() ? Side.V2 : Side.V1;
    }

    private String key(HttpRequest request, String client) {
        Sticky sticky = service.sticky();
        String key =
                switch (sticky.by()) {
                    case HEADER -> request.headers().get(sticky.name());
                    case COOKIE -> cookie(request, sticky.name());
                    case PATH -> part(path(request.uri()), Integer.parseInt(sticky.name()));
                    case ADDRESS -> null;
                };
        return key == null || key.isEmpty() ? client : key;
    }

    private static String cookie(HttpRequest request, String name) {
        return request.headers().getAll(HttpHeaderNames.COOKIE).stream()
                .flatMap(line -> ServerCookieDecoder.STRICT.decodeAll(line).stream())
                .filter(cookie -> cookie.name().equals(name))
                .findFirst()
                .map(Cookie::value)
                .orElse(null);
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /** The part of a path with this number, from 1, as it came. */
    private static String part(String path, int number) {
        int begin = 0;
        for (int i = 0; i < number; i++) {
            begin = path.indexOf('/', begin) + 1;
            if (begin == 0) {
                return null;
            }
        }
        int end = path.indexOf('/', begin);
        return path.substring(begin, end < 0 ? path.length() : end);
    }
}
