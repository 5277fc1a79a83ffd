package dev.caravan.traffic.router;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
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

/** A process of Caravan's that routes or copies: started once, found again later by its folder. It outlives who started it. */
final class RouterChild {
    private static final int START = 3;

    private final Path folder;
    private final ConfFile file;
    private final ServiceFile service;
    private final List<String> command;
    private final Duration patience;
    private final Probe probe;

    /**
     * @param folder the process' own
     * @param command the words that start this program
     * @param patience how long it may take to obey; a JVM that begins has three times as long
     */
    RouterChild(Path folder, ServiceFile service, List<String> command, Duration patience) {
        this.folder = folder.toAbsolutePath();
        this.file = new ConfFile(this.folder.resolve("service.json"));
        this.service = service;
        this.command = List.copyOf(command);
        this.patience = patience;
        this.probe = new Probe(Addresses.listener(service.listen()), service.name(), patience);
    }

    /** Asks its listener. */
    Probe probe() {
        return probe;
    }

    /** Lets it run with this service, unless it does; where it cannot, it runs again as before. */
    void install() {
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
            Duration most = patience.multipliedBy(START);
            long end = System.nanoTime() + most.toNanos();
            while (System.nanoTime() < end && child.isAlive()) {
                if (probe.answers(generation) && RouterControl.find(folder).isPresent()) {
                    return null;
                }
                Probe.pause();
            }
            if (!child.isAlive()) {
                return Files.readString(said).strip();
            }
            // Nobody would know of it later
            child.destroyForcibly();
            return "no answer within " + most.toSeconds() + " s";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** Where it can be asked; empty when it does not run. */
    Optional<RouterControl> living() {
        return RouterControl.find(folder);
    }

    /** @throws CaravanException TARGET_UNUSABLE when it does not run */
    RouterControl control() {
        return RouterControl.at(folder)
                .orElseThrow(() -> new CaravanException(
                        ErrorCode.TARGET_UNUSABLE,
                        folder.toString(),
                        "the router does not run; start it: caravan router " + folder.resolve("service.json")));
    }
}
