package dev.caravan.traffic.proxy;

import dev.caravan.traffic.Addresses;
import io.vertx.core.net.SocketAddress;
import java.net.URI;

/** Where a side listens, and what stands in front of a request's path there. */
record Origin(SocketAddress address, String path) {
    static Origin of(URI base) {
        return new Origin(SocketAddress.inetSocketAddress(Addresses.port(base), base.getHost()), Addresses.path(base));
    }
}
