package dev.caravan.servers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A service's router or its copying process: it outlives the runs on purpose, and its own file says which it is. */
public final class RouterChild {
    private final Path control;

    /** Of a service of a migration in a state folder; it may begin later or never. */
    public RouterChild(Path state, String migration, String service) {
        control = state.resolve("router").resolve(migration).resolve(service).resolve("control.json");
    }

    /** The file that tells it what to do. */
    public Path control() {
        return control;
    }

    /** Its process id. */
    public long pid() {
        try {
            return new ObjectMapper().readTree(control.toFile()).path("pid").asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True from its first answer to its end. */
    public boolean runs() {
        try {
            return ProcessHandle.of(pid()).filter(ProcessHandle::isAlive).isPresent();
        } catch (UncheckedIOException none) {
            return false;
        }
    }

    /** Ends it, when there is one. */
    public void stop() {
        if (runs()) {
            ProcessHandle.of(pid()).ifPresent(child -> {
                child.destroy();
                child.onExit().orTimeout(20, TimeUnit.SECONDS).join();
            });
        }
    }
}
