package dev.caravan.traffic.proxy;

import dev.caravan.model.Side;
import dev.caravan.model.Split;
import dev.caravan.model.Sticky;
import dev.caravan.traffic.Buckets;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;

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

    /** The side that serves this request. */
    Side side(HttpServerRequest request) {
        Split now = split;
        if (now.off() || now.share() == 0 && service.named().isEmpty()) {
            return Side.V1;
        }
        String key = key(request);
        String named = service.named().get(key);
        if (named != null) {
            return Buckets.side(now, named);
        }
        return Buckets.of(key) < now.share() ? Side.V2 : Side.V1;
    }

    private String key(HttpServerRequest request) {
        Sticky sticky = service.sticky();
        String key =
                switch (sticky.by()) {
                    case HEADER -> request.getHeader(sticky.name());
                    case COOKIE -> cookie(request, sticky.name());
                    case PATH -> part(request.path(), Integer.parseInt(sticky.name()));
                    case ADDRESS -> null;
                };
        return key == null || key.isEmpty() ? request.remoteAddress().hostAddress() : key;
    }

    private static String cookie(HttpServerRequest request, String name) {
        Cookie cookie = request.getCookie(name);
        return cookie == null ? null : cookie.getValue();
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
