package dev.caravan.traffic.router;

import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.spi.TrafficRouter;
import dev.caravan.traffic.Addresses;
import dev.caravan.traffic.ConfFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An nginx that the operator runs. Caravan owns one generated file of its configuration and a folder beside it, installed with
 * one reload; the split is then changed by renaming a link in that folder, which closes no connection.
 */
final class NginxRouter implements TrafficRouter {
    private final ConfFile file;
    private final ConfFile locations;
    private final boolean ownServer;
    private final NginxProgram program;
    private final NginxConf conf;
    private final BucketFiles buckets;
    private final NginxLog log;
    private final Probe probe;

    /** @param patience how long nginx may take to obey */
    NginxRouter(Traffic service, Duration patience) {
        Path path = Path.of(service.options().path("conf").asText()).toAbsolutePath();
        Path folder = folder(service);
        String listen = service.options().path("listen").textValue();
        this.file = new ConfFile(path);
        this.locations = new ConfFile(folder.resolve("locations.conf"));
        this.ownServer = listen != null;
        this.program = new NginxProgram(Options.texts(service.options(), "command", "nginx"));
        this.conf = new NginxConf(service, folder, listen);
        this.buckets = new BucketFiles(folder);
        this.log = NginxLog.isWanted(service) ? new NginxLog(folder) : null;
        URI listener = service.options().has("probe")
                ? URI.create(service.options().path("probe").asText())
                : listen == null ? URI.create("http://127.0.0.1") : Addresses.listener(listen);
        this.probe = new Probe(listener, service.name(), patience);
    }

    /** Where a service's files are, beside its configuration. */
    static Path folder(Traffic service) {
        Path path = Path.of(service.options().path("conf").asText()).toAbsolutePath();
        return path.resolveSibling(path.getFileName().toString().replaceFirst("\\.conf$", "") + ".caravan");
    }

    @Override
    public void install() {
        String generation = conf.generation();
        if (conf.http().equals(file.present()) && probe.answers(generation)) {
            buckets.make();
            return;
        }
        program.mustRun();
        buckets.make();
        if (log != null) {
            log.make();
        }
        String before = locations.present();
        if (!ownServer) {
            locations.replace(conf.locations());
        }
        new NginxFile(file, program, probe)
                .bring(conf.http(), generation, () -> locations.replace(before), this::advice);
    }

    private String advice(String said) {
        return (said.endsWith("blind")
                        ? ", and let the user of its workers into "
                                + locations.path().getParent()
                        : "")
                + (ownServer
                        ? ""
                        : ", and put 'include " + locations.path().resolveSibling("*.conf")
                                + ";' into the server block");
    }

    @Override
    public Split split() {
        return buckets.read();
    }

    @Override
    public void put(Split split) {
        buckets.write(split);
        probe.prove(split);
    }

    /** A file that nginx looks for decides: no reload. */
    TeeMirror.Passage passage() {
        return new TeeMirror.Passage() {
            @Override
            public void open() {
                buckets.tee(true);
            }

            @Override
            public void close() {
                buckets.tee(false);
            }
        };
    }

    @Override
    public void close() {
        // Nothing is held
    }
}
