package dev.caravan.traffic.router;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.spi.TrafficRouter;
import dev.caravan.traffic.Addresses;
import dev.caravan.traffic.ConfFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An nginx whose servers are not Caravan's: it owns the upstream alone, whose weights are the share, and a small server on
 * the loopback that says which share the worker holds. Each change is a reload, after which nginx closes idle connections.
 */
final class NginxWeights implements TrafficRouter {
    private static final Pattern KEPT = Pattern.compile("(?m)^# v2's share: (\\S+)$");

    private final NginxWeightsConf conf;
    private final NginxProgram program;
    private final Probe probe;
    private final NginxFile file;

    /** @param patience how long nginx may take to obey */
    NginxWeights(Traffic service, Duration patience) {
        String listen = service.options().path("listen").textValue();
        URI asked = listen == null ? URI.create(service.options().path("probe").asText()) : Addresses.listener(listen);
        this.conf = new NginxWeightsConf(service, listen, asked);
        this.program = new NginxProgram(Options.texts(service.options(), "command", "nginx"));
        this.probe = new Probe(asked, service.name(), patience);
        Path path = Path.of(service.options().path("conf").asText()).toAbsolutePath();
        this.file = new NginxFile(new ConfFile(path), program, probe);
    }

    @Override
    public void install() {
        Split kept = kept();
        boolean there = conf.text(kept).equals(file.file().present());
        if (!there || !probe.answers(conf.generation(kept))) {
            program.mustRun();
            bring(kept);
        }
    }

    /** What the file says that was written last; nothing on v2 where there is none. */
    private Split kept() {
        String text = file.file().present();
        Matcher found = KEPT.matcher(text == null ? "" : text);
        return found.find() ? Split.parse(found.group(1)) : Split.NONE;
    }

    @Override
    public Split split() {
        String[] said = probe.ask().split(" ");
        try {
            return Split.parse(said[said.length - 1]);
        } catch (IllegalArgumentException e) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    probe.address(),
                    "does not say its share but '" + String.join(" ", said)
                            + "'; run its ramp or shift, which installs it");
        }
    }

    @Override
    public void put(Split split) {
        bring(split);
    }

    private void bring(Split split) {
        file.bring(conf.text(split), conf.generation(split), () -> {}, said -> "");
    }

    @Override
    public void close() {
        // Nothing is held
    }
}
