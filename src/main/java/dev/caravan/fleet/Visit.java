package dev.caravan.fleet;

import dev.caravan.model.Inventory.Host;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.session.Session;

/** What one connection is for; the library's callbacks find it at their session. */
final class Visit {
    private static final AttributeRepository.AttributeKey<Visit> KEY = new AttributeRepository.AttributeKey<>();

    private final Host host;
    private volatile String refusal = "";

    Visit(Host host) {
        this.host = host;
    }

    static Visit of(Session session) {
        return ((ClientSession) session).getConnectionContext().getAttribute(KEY);
    }

    AttributeRepository context() {
        return AttributeRepository.ofKeyValuePair(KEY, this);
    }

    Host host() {
        return host;
    }

    /** Why the host's key was refused; empty while it was not. */
    String refusal() {
        return refusal;
    }

    void refuse(String why) {
        refusal = why;
    }
}
