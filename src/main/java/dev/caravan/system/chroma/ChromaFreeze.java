package dev.caravan.system.chroma;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.Freeze;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Freezes a Chroma by the proxy in front of it: the server itself has no such switch. The operator's proxy refuses writes while
 * a flag is there; the flag holds the token. It counts only for the address that the application uses, where the write is
 * tried.
 */
final class ChromaFreeze implements Freeze {
    private static final String PROBE = "caravan-probe-";
    private static final List<Integer> REFUSALS = List.of(403, 405, 423);

    private final Supplier<Server> through;
    private final FreezeFlag flag;

    private ChromaFreeze(Supplier<Server> through, FreezeFlag flag) {
        this.through = through;
        this.flag = flag;
    }

    /**
     * A freeze by {@code through:}, {@code flag:} and {@code token:} of the step.
     *
     * @throws CaravanException NOT_BUILT when they are not there, or no proxy is named
     */
    static ChromaFreeze of(SystemSettings system, JsonNode options, Supplier<Server> through) {
        String proxy = options.path("through").asText("none");
        String flag = options.path("flag").asText("");
        if (proxy.equals("none") || flag.isEmpty()) {
            throw new CaravanException(
                    ErrorCode.NOT_BUILT,
                    system.place(),
                    "a Chroma server has no read-only switch: name the proxy in front of it that the application uses"
                            + " (through:), and what makes it refuse writes (flag: a file, or a URL of the proxy)");
        }
        return new ChromaFreeze(
                through,
                flag.contains("://")
                        ? new WebFlag(URI.create(flag), options.path("token").asText(""))
                        : new FileFlag(Path.of(flag).toAbsolutePath()));
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
        flag.write(token);
    }

    @Override
    public Standing look() {
        return flag.read().map(token -> new Standing(true, token)).orElse(Standing.FREE);
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
        if (look().by(token)) {
            flag.remove();
        }
    }
}
