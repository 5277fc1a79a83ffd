package dev.caravan.traffic.router;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.spi.TrafficRouter;
import dev.caravan.traffic.Addresses;
import dev.caravan.traffic.ConfFile;
import dev.caravan.traffic.proxy.ServiceFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Caravan's own router: a child process that this one starts once and later ones find again. It outlives them, with the split
 * that is in force.
 */
final class EmbeddedRouter implements TrafficRouter {
    private final Path folder;
    private final ConfFile file;
    private final ServiceFile service;
    private final List<String> command;
    private final Duration patience;
    private final Probe probe;

    /**
     * @param state the folder of all embedded routers
     * @param command the words that start this program
     * @param patience how long the child may take to begin
     */
    EmbeddedRouter(Traffic traffic, Path state, List<String> command, Duration patience) {
        this.folder = state.resolve(traffic.name()).toAbsolutePath();
        this.file = new ConfFile(folder.resolve("service.json"));
        JsonNode lease = traffic.options().path("lease");
        this.service = ServiceFile.of(traffic, lease.isNumber() ? Duration.ofMillis(lease.asLong()) : null);
        this.command = List.copyOf(command);
        this.patience = patience;
        this.probe = new Probe(Addresses.listener(service.listen()), traffic.name(), patience);
    }

    @Override
    public void install() {
        Optional<RouterControl> living = RouterControl.find(folder);
        if (living.isPresent() && service.text().equals(file.present()) && probe.answers(service.generation())) {
            return;
        }
        living.ifPresent(control -> control.stop(patience));
        String before = file.present();
        make();
        file.replace(service.text());
        String refused = begin();
        if (refused == null) {
            return;
        }
        if (before != null) {
            file.replace(before);
            begin();
        }
        throw file.failed("the router did not start: " + refused);
    }

    private void make() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw file.failed("cannot be made: " + e + "; make its folder writable for this user");
        }
    }

    /** Starts the child; answers what went wrong, or null. */
    private String begin() {
        Path said = folder.resolve("router.log");
        List<String> words = new ArrayList<>(Detached.words());
        words.addAll(command);
        words.addAll(List.of("router", folder.resolve("service.json").toString()));
        try {
            Process child = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            String generation = service.generation();
            long end = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < end && child.isAlive()) {
                if (probe.answers(generation) && RouterControl.find(folder).isPresent()) {
                    return null;
                }
                Probe.pause();
            }
            return child.isAlive()
                    ? "no answer within " + patience.toSeconds() + " s"
                    : Files.readString(said).strip();
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    @Override
    public Split split() {
        return Split.parse(control().ask("GET", "/", "").path("split").asText());
    }

    @Override
    public void put(Split split) {
        control().ask("PUT", "/split", split.toString());
        probe.prove(split);
    }

    private RouterControl control() {
        return RouterControl.find(folder)
                .orElseThrow(() -> new CaravanException(
                        ErrorCode.TARGET_UNUSABLE,
                        folder.toString(),
                        "the router does not run; start it: caravan router " + folder.resolve("service.json")));
    }

    @Override
    public void close() {
        // The child goes on
    }
}
