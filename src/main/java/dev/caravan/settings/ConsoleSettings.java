package dev.caravan.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What {@code caravan.console.*} says of the console.
 *
 * @param enabled false when the process opens no port at all
 * @param address where it listens: an IP address, or {@code localhost}
 * @param port from 1 to 65535, or 0 for any that is free
 * @param hosts further names under which browsers and monitoring may ask for it, without port
 * @param people the file of who may enter
 * @param keystore a PKCS#12 file with the certificate for TLS; null for plain HTTP
 * @param keystorePassword the file that holds its password; null when it has none
 * @param plainText true when plain HTTP is meant to be served beyond this machine, behind a proxy that speaks TLS
 * @param session how long a person stays logged in without doing anything
 */
public record ConsoleSettings(
        boolean enabled,
        String address,
        int port,
        List<String> hosts,
        Path people,
        Path keystore,
        Path keystorePassword,
        boolean plainText,
        Duration session) {
    public ConsoleSettings {
        hosts = List.copyOf(hosts);
    }

    /** True when nobody but this machine can reach the address. */
    public boolean isLocal() {
        return ConsoleReader.isLoopback(address);
    }

    /** The same on another port. */
    public ConsoleSettings withPort(int other) {
        return new ConsoleSettings(
                enabled, address, other, hosts, people, keystore, keystorePassword, plainText, session);
    }
}
