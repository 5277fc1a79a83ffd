package dev.caravan.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The machines that steps may work on.
 *
 * @param hosts by name, in the file's order
 */
public record Inventory(Map<String, Host> hosts) {
    /** The group that every host is in. */
    public static final String ALL = "all";

    /** The address of a host that is this machine itself. */
    private static final String HERE = "here";

    public Inventory {
        hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
    }

    /** No machine at all. */
    public static Inventory none() {
        return new Inventory(Map.of());
    }

    /** What steps may name: every host, every group, and {@link #ALL}. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(hosts.keySet());
        hosts.values().forEach(host -> names.addAll(host.groups()));
        names.add(ALL);
        return names;
    }

    /** The hosts of these names and groups, each once: the most urgent first, then in the file's order. */
    public List<Host> chosen(Collection<String> names) {
        List<Host> chosen = new ArrayList<>(hosts.values().stream()
                .filter(host -> names.stream().anyMatch(host::answersTo))
                .toList());
        chosen.sort(Comparator.comparingInt(Host::priority));
        return chosen;
    }

    /**
     * One machine.
     *
     * @param address a name or an IP address; {@code here} for this machine, which only checks look at
     * @param kind what it is, for steps that differ by it: {@code nixos}; may be empty
     * @param priority smaller is earlier
     * @param access how to get in
     * @param values the file's own keys for commands, {@code {{host.NAME}}}
     */
    public record Host(
            String name,
            String address,
            int port,
            String user,
            String kind,
            List<String> groups,
            int priority,
            Access access,
            Map<String, String> values) {
        public Host {
            groups = List.copyOf(groups);
            values = Map.copyOf(values);
        }

        /** True for the machine that Caravan itself runs on: looked at without ssh. */
        public boolean isHere() {
            return address.equals(HERE);
        }

        private boolean answersTo(String asked) {
            return asked.equals(name) || asked.equals(ALL) || groups.contains(asked);
        }
    }

    /**
     * How to get into a machine.
     *
     * @param key the file of the private key, or null for the agent's keys
     * @param agent the agent's socket; null where {@code key} is given
     * @param hostKeys the machine's public keys, {@code ssh-ed25519 AAAA...}; where there are any, no other is believed
     * @param knownHosts a file of known hosts; null for none
     * @param acceptNew true to believe and record the key of a machine that was never seen
     * @param connect how long connecting and signing in may take
     */
    public record Access(
            Path key, Path agent, List<String> hostKeys, Path knownHosts, boolean acceptNew, Duration connect) {
        public Access {
            hostKeys = List.copyOf(hostKeys);
        }
    }
}
