package dev.caravan.system.chroma;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.Freeze;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Freezes a Chroma by the proxy in front of it: the server itself has no such switch. The operator's proxy refuses writes while
 * a file is there; the file holds the token. It counts only for the address that the application uses, where the write is
 * tried.
 */
final class ChromaFreeze implements Freeze {
    private static final String PROBE = "caravan-probe-";
    private static final List<Integer> REFUSALS = List.of(403, 405, 423);

    private final Supplier<Server> through;
    private final Path flag;

    private ChromaFreeze(Supplier<Server> through, Path flag) {
        this.through = through;
        this.flag = flag;
    }

    /**
     * A freeze by {@code through:} and {@code flag:} of the step.
     *
     * @throws CaravanException NOT_BUILT when they are not there
     */
    static ChromaFreeze of(SystemSettings system, JsonNode options, Supplier<Server> through) {
        if (!options.hasNonNull("through") || !options.hasNonNull("flag")) {
            throw new CaravanException(
                    ErrorCode.NOT_BUILT,
                    system.place(),
                    "a Chroma server has no read-only switch: name the proxy in front of it that the application uses"
                            + " (through:), and the file that makes it refuse writes (flag:)");
        }
        return new ChromaFreeze(through, Path.of(options.get("flag").asText()).toAbsolutePath());
    }

    @Override
    public void freeze(String token) {
        Standing standing = look();
        if (standing.frozen() && !standing.by(token)) {
            return;
        }
        try (Server server = through.get()) {
            server.connect();
        }
        try {
            Path beside = flag.resolveSibling("." + flag.getFileName() + ".tmp");
            Files.writeString(beside, token);
            Files.move(beside, flag, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed("cannot be written", e);
        }
    }

    @Override
    public Standing look() {
        try {
            return Files.exists(flag)
                    ? new Standing(true, Files.readString(flag).strip())
                    : Standing.FREE;
        } catch (IOException e) {
            throw failed("cannot be read", e);
        }
    }

    /** Tries to make a collection and to list those that are there. */
    @Override
    public Proof probe() {
        try (Server server = through.get()) {
            server.connect();
            String name = PROBE + UUID.randomUUID();
            int status = server.tryCreate(name);
            if (status == 0) {
                server.drop(name);
            } else if (!REFUSALS.contains(status)) {
                throw server.address()
                        .error(
                                "a write was answered with " + status + ", which is no refusal; look at the proxy",
                                null);
            }
            int collections = server.all().size();
            return new Proof(
                    status != 0,
                    true,
                    status == 0
                            ? "a collection could be made through "
                                    + server.address().shown()
                            : "the proxy refused a new collection with " + status + " and listed " + collections);
        }
    }

    @Override
    public void thaw(String token) {
        try {
            if (look().by(token)) {
                Files.deleteIfExists(flag);
            }
        } catch (IOException e) {
            throw failed("cannot be removed", e);
        }
    }

    private CaravanException failed(String what, IOException cause) {
        return new CaravanException(
                ErrorCode.IO_FAILED,
                flag.toString(),
                "the flag of the freeze " + what + " (" + cause.getMessage()
                        + "); look at owner and rights of its folder",
                cause);
    }
}
