package dev.caravan.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.EnumSet;
import java.util.Set;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Reads private keys from files that nobody else may read. */
final class Identities {
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    Iterable<KeyPair> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new RefusedException("the key " + file + " is not there", null);
        }
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
            throw new RefusedException(
                    "the key " + file + " can be read by others than its owner; type: chmod 600 " + file, null);
        }
        try {
            // Without a provider of passphrases an encrypted key is an error, never a question
            Iterable<KeyPair> keys = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName(file.toString()), Files.newInputStream(file), null);
            if (keys == null || !keys.iterator().hasNext()) {
                throw new RefusedException("the file " + file + " holds no private key", null);
            }
            return keys;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(file, e);
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static RefusedException unusable(Path file, Exception cause) {
        return new RefusedException(
                "the key " + file + " cannot be used (" + cause.getMessage()
                        + "); a key with a passphrase belongs into an agent",
                cause);
    }
}
