package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Who holds the state.
 *
 * @param migration what it works on; empty for a process that serves all
 * @param since when it took the state
 */
public record Holder(long pid, String host, String verb, String migration, Instant since) {
    /** What the kernel's clock and ours may be apart. */
    private static final Duration CLOCKS = Duration.ofSeconds(5);

    public Holder {
        requireNonNull(host, "host is null");
        requireNonNull(verb, "verb is null");
        requireNonNull(migration, "migration is null");
        requireNonNull(since, "since is null");
    }

    /** This process. */
    public static Holder ofThisProcess(String verb, String migration, Instant since) {
        return new Holder(ProcessHandle.current().pid(), thisHost(), verb, migration, since);
    }

    /** True when a process of this host has this number and was there at that time: a younger one only got its number. */
    static boolean lives(long pid, Instant then) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(process -> process.info()
                        .startInstant()
                        .map(start -> start.isBefore(then.plus(CLOCKS)))
                        .orElse(true))
                .orElse(false);
    }

    /** The name of this host. Never asks a name server where the kernel knows it: that can take seconds. */
    public static String thisHost() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException notLinux) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException nameless) {
                return "localhost";
            }
        }
    }

    /** For messages: {@code 'run orders' (pid 12 on host-a, since 2026-01-01T00:00:00Z)}. */
    @Override
    public String toString() {
        String what = migration.isEmpty() ? verb : verb + " " + migration;
        return "'" + what + "' (pid " + pid + " on " + host + ", since " + since + ")";
    }
}
