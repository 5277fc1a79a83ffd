package dev.caravan.traffic.proxy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.PathMap;
import dev.caravan.traffic.Addresses;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.NetUtil;
import java.io.File;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * Where a side listens.
 *
 * @param path what stands in front of a request's path there
 * @param paths how a request's path reads there
 * @param tls how its certificate is checked, against its name too; null for plain HTTP
 */
record Origin(String host, int port, String path, PathMap paths, SslContext tls) {
    /**
     * @param ca a file of the certificates that are trusted, PEM; null for those that the JDK trusts
     * @throws CaravanException TARGET_UNUSABLE when the file holds none
     */
    static Origin of(URI base, PathMap paths, Path ca) {
        SslContext tls = "https".equals(base.getScheme()) ? trusting(ca) : null;
        return new Origin(base.getHost(), Addresses.port(base), Addresses.path(base), paths, tls);
    }

    /** True when requests go there as they came. */
    boolean isPlain() {
        return path.isEmpty() && paths.isSame();
    }

    /** A request's path and query as this side gets them. */
    String uri(String asked) {
        return path + paths.onV2(asked);
    }

    private static SslContext trusting(Path ca) {
        try {
            File file = ca == null ? null : ca.toFile();
            return SslContextBuilder.forClient().trustManager(file).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    String.valueOf(ca),
                    "holds no certificates to trust: " + e.getMessage() + "; name a PEM file by ca:");
        }
    }

    /** To be looked up where it has a name. */
    InetSocketAddress address() {
        return NetUtil.isValidIpV4Address(host)
                ? new InetSocketAddress(host, port)
                : InetSocketAddress.createUnresolved(host, port);
    }
}
