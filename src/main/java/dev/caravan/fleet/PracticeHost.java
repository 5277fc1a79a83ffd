package dev.caravan.fleet;

import static org.apache.sshd.common.keyprovider.KeyPairProvider.SSH_ED25519;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Set;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.KeySetPublickeyAuthenticator;
import org.apache.sshd.server.shell.ProcessShellFactory;

/**
 * A host within this process, on the loopback, which lets one key in and runs commands in a home of its own. For the rehearsal
 * of a start, which wants what a connection loads and has no host to connect to.
 */
public final class PracticeHost implements AutoCloseable {
    private static final int ED25519_BITS = 256;

    private final SshServer server = SshServer.setUpDefaultServer();
    private final Path folder;
    private final KeyPair hostKey;

    /**
     * Starts it.
     *
     * @param folder gets the key that is let in, and the home
     */
    public PracticeHost(Path folder) throws IOException {
        this.folder = folder;
        try {
            hostKey = KeyUtils.generateKeyPair(SSH_ED25519, ED25519_BITS);
            KeyPair user = KeyUtils.generateKeyPair(SSH_ED25519, ED25519_BITS);
            write(user, folder.resolve("key"));
            server.setHost("127.0.0.1");
            server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
            server.setPublickeyAuthenticator(new KeySetPublickeyAuthenticator("practice", Set.of(user.getPublic())));
            server.setCommandFactory((channel, line) ->
                    new ProcessShellFactory(line, "env", "HOME=" + folder, "sh", "-c", line).createShell(channel));
            server.start();
        } catch (GeneralSecurityException e) {
            throw new IOException("no keys can be made: " + e.getMessage(), e);
        }
    }

    private static void write(KeyPair key, Path file) throws IOException, GeneralSecurityException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "practice", null, out);
        }
    }

    /** An inventory with this host alone, for a migration file. */
    public String inventory() {
        return "{ user: practice, key: \"" + folder.resolve("key")
                + "\", hosts: { practice: { address: 127.0.0.1, port: " + server.getPort() + ", host-key: "
                + PublicKeyEntry.toString(hostKey.getPublic()) + " } } }";
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
