package dev.caravan.fleet;

import dev.caravan.model.Inventory.Host;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/**
 * Believes a host only by a key that is known: those of the inventory where it has any, else those of the known-hosts file. A
 * host never seen is believed, and recorded, only where the inventory says so; one whose key has changed never is. Safe for
 * use by several threads.
 */
final class HostKeys implements ServerKeyVerifier {
    private static final String REVOKED = "revoked";

    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey offered) {
        Visit visit = Visit.of(session);
        try {
            String refusal = refusal(visit.host(), offered);
            visit.refuse(refusal);
            return refusal.isEmpty();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            visit.refuse("the known keys cannot be read: " + e.getMessage());
            return false;
        }
    }

    private String refusal(Host host, PublicKey offered) throws IOException, GeneralSecurityException {
        String shown = KeyUtils.getKeyType(offered) + " " + KeyUtils.getFingerPrint(offered);
        Known known = known(host);
        if (known.revoked().stream().anyMatch(key -> KeyUtils.compareKeys(key, offered))) {
            return "its key " + shown + " is marked as revoked";
        }
        if (known.keys().stream().anyMatch(key -> KeyUtils.compareKeys(key, offered))) {
            return "";
        }
        if (!known.keys().isEmpty()) {
            return "its key " + shown + " is not the known one; if the host was set up anew, put the new key in, else"
                    + " somebody stands in between";
        }
        if (!host.access().acceptNew() || host.access().knownHosts() == null) {
            return "its key " + shown + " is not known; ask the host's owner, then add it as host-key: or to the"
                    + " known-hosts file";
        }
        record(host, offered);
        return "";
    }

    /** The keys that are believed, and those that never are. */
    private record Known(List<PublicKey> keys, List<PublicKey> revoked) {}

    /** The types of the known keys, so that the host is asked for one of them; empty when none is known. */
    List<String> types(Host host) throws IOException, GeneralSecurityException {
        return known(host).keys().stream().map(KeyUtils::getKeyType).distinct().toList();
    }

    private synchronized Known known(Host host) throws IOException, GeneralSecurityException {
        List<PublicKey> keys = new ArrayList<>();
        for (String line : host.access().hostKeys()) {
            keys.add(AuthorizedKeyEntry.parseAuthorizedKeyEntry(line)
                    .resolvePublicKey(null, PublicKeyEntryResolver.FAILING));
        }
        Path file = host.access().knownHosts();
        List<PublicKey> revoked = new ArrayList<>();
        if (file == null || !Files.exists(file)) {
            return new Known(keys, revoked);
        }
        boolean pinned = !keys.isEmpty();
        for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(file)) {
            if (!entry.isHostMatch(host.address(), host.port())) {
                continue;
            }
            PublicKey key = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
            if (key != null && REVOKED.equals(entry.getMarker())) {
                revoked.add(key);
            } else if (key != null && entry.getMarker() == null && !pinned) {
                keys.add(key);
            }
        }
        return new Known(keys, revoked);
    }

    private synchronized void record(Host host, PublicKey key) throws IOException {
        Path file = host.access().knownHosts();
        String name = host.port() == 22 ? host.address() : "[" + host.address() + "]:" + host.port();
        Files.writeString(
                file,
                name + " " + PublicKeyEntry.toString(key) + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.SYNC);
    }
}
