package dev.caravan.console;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.settings.ConsoleSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The console's certificate. */
final class ServerTls {
    private final ConsoleSettings settings;

    ServerTls(ConsoleSettings settings) {
        this.settings = settings;
    }

    SslContextFactory.Server make() {
        Path keystore = settings.keystore();
        if (!Files.isReadable(keystore)) {
            throw refused(keystore, "cannot be read; check caravan.console.tls.keystore", null);
        }
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(keystore.toAbsolutePath().toString());
        tls.setKeyStoreType("PKCS12");
        tls.setKeyStorePassword(password());
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        return tls;
    }

    private String password() {
        Path file = settings.keystorePassword();
        if (file == null) {
            return "";
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw refused(file, "cannot be read; check caravan.console.tls.password-file", e);
        }
    }

    private static CaravanException refused(Path file, String what, Exception cause) {
        return new CaravanException(ErrorCode.CONSOLE_UNUSABLE, file.toString(), what, cause);
    }
}
