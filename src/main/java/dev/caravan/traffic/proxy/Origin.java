package dev.caravan.traffic.proxy;

import dev.caravan.model.PathMap;
import dev.caravan.traffic.Addresses;
import io.vertx.core.net.SocketAddress;
import java.net.URI;

/**
 * Where a side listens.
 *
 * @param path what stands in front of a request's path there
 * @param paths how a request's path reads there
 */
record Origin(SocketAddress address, String path, PathMap paths) {
    static Origin of(URI base, PathMap paths) {
        SocketAddress address = SocketAddress.inetSocketAddress(Addresses.port(base), base.getHost());
        return new Origin(address, Addresses.path(base), paths);
    }

    /** True when requests go there as they came. */
    boolean isPlain() {
        return path.isEmpty() && paths.isSame();
    }

    /** A request's path and query as this side gets them. */
    String uri(String asked) {
        return path + paths.onV2(asked);
    }
}
