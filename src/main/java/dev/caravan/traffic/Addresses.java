package dev.caravan.traffic;

import java.net.URI;
import java.util.Locale;

/** Parts of the base addresses of services and listeners. */
public final class Addresses {
    private Addresses() {}

    /** The port, the scheme's own where the address names none. */
    public static int port(URI address) {
        return address.getPort() > 0 ? address.getPort() : "https".equals(address.getScheme()) ? 443 : 80;
    }

    /** The path in front of a request's own, without its last slash; empty where there is none. */
    public static String path(URI address) {
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Where a listener can be asked from this machine: {@code host:port} or a port alone; any address is this machine's. */
    public static URI listener(String listen) {
        String host = listen.contains(":") ? listen.substring(0, listen.lastIndexOf(':')) : "127.0.0.1";
        String port = listen.substring(listen.lastIndexOf(':') + 1);
        boolean any = host.isEmpty() || "*".equals(host) || "0.0.0.0".equals(host) || "[::]".equals(host);
        return URI.create(
                "http://" + (any ? "127.0.0.1" : host.toLowerCase(Locale.ROOT)) + ":" + port.replaceAll("\\D.*", ""));
    }
}
