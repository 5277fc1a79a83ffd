package dev.caravan.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts a server once for all tests of a JVM that have a parameter of its type, and stops it with the JVM. */
abstract class SharedServer<R extends AutoCloseable> implements ParameterResolver {
    static final Path HOME = Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();

    private final Class<R> running;

    SharedServer(Class<R> running) {
        this.running = running;
    }

    abstract R begin() throws IOException, InterruptedException;

    /** A new folder for a server below the build's folder. */
    static Path folder(String kind) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(HOME.resolve("target/" + kind)), "server");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == running;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedServer.class))
                .getOrComputeIfAbsent(running, type -> started(), running);
    }

    private R started() {
        try {
            return begin();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
