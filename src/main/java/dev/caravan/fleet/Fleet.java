package dev.caravan.fleet;

import dev.caravan.model.Inventory.Access;
import dev.caravan.model.Inventory.Host;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * Connects to hosts: by public key alone, never by a password or a question; with nothing taken from the user's own ssh
 * configuration. A few threads serve all connections. Safe for use by several threads.
 */
public final class Fleet implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final int MISSED_HEARTBEATS = 3;

    private final HostKeys hostKeys = new HostKeys();
    private final Identities identities = new Identities();
    private final SshClient client = SshClient.setUpDefaultClient();

    public Fleet() {
        client.setServerKeyVerifier(hostKeys);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        client.setAgentFactory(new Agents());
        client.addSessionListener(new SessionListener() {
            @Override
            public void sessionCreated(Session session) {
                askForKnownKey(session);
            }
        });
        // Small messages back and forth: each would wait for the other side's late acknowledgement
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, HEARTBEAT);
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, MISSED_HEARTBEATS);
        client.start();
    }

    /**
     * Connects and signs in.
     *
     * @throws RefusedException when the host's key is not the known one, or it does not let us in
     * @throws IOException when it cannot be reached in time
     */
    public Connection connect(Host host) throws IOException {
        Visit visit = new Visit(host);
        Access access = host.access();
        if (access.key() == null && access.agent() == null) {
            throw new RefusedException(
                    host.name() + ": there is no key: and no agent; name a key, or start an ssh agent", null);
        }
        Iterable<KeyPair> keys = access.key() == null ? List.of() : identities.read(access.key());
        ClientSession session = null;
        try {
            session = client.connect(host.user(), host.address(), host.port(), visit.context())
                    .verify(access.connect())
                    .getSession();
            keys.forEach(session::addPublicKeyIdentity);
            session.auth().verify(access.connect());
            return new Connection(host, session);
        } catch (IOException e) {
            if (session != null) {
                session.close(true);
            }
            throw failure(visit, session != null, e);
        }
    }

    private static IOException failure(Visit visit, boolean connected, IOException cause) {
        Host host = visit.host();
        String who = host.name() + " (" + host.address() + ":" + host.port() + ")";
        if (!visit.refusal().isEmpty()) {
            return new RefusedException(who + " is not believed: " + visit.refusal(), cause);
        }
        String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        if (connected && said.contains("No more authentication methods")) {
            return new RefusedException(who + " does not let '" + host.user() + "' in with the key", cause);
        }
        return new IOException(who + " cannot be reached: " + said, cause);
    }

    /** A host has keys of several types and offers the one that it is asked for first. */
    private void askForKnownKey(Session session) {
        Visit visit = Visit.of(session);
        try {
            List<String> known = hostKeys.types(visit.host());
            List<NamedFactory<Signature>> wanted = new ArrayList<>(session.getSignatureFactories());
            wanted.sort(
                    Comparator.comparing(factory -> !known.contains(KeyUtils.getCanonicalKeyType(factory.getName()))));
            session.setSignatureFactories(wanted);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            visit.refuse("the known keys cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        client.stop();
    }
}
