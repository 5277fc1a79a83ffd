package dev.caravan.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;

/** The agent that a host's inventory names. Nothing is forwarded to hosts. */
final class Agents implements SshAgentFactory {
    @Override
    public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
        return List.of();
    }

    /** Null where the host's key comes from a file. */
    @Override
    public SshAgent createClient(Session session, FactoryManager manager) throws IOException {
        Path socket = Visit.of(session).host().access().agent();
        return socket == null ? null : new AgentConnection(socket);
    }

    @Override
    public SshAgentServer createServer(ConnectionService service) throws IOException {
        throw new IOException("an agent is never forwarded");
    }
}
