package dev.caravan.traffic.router;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.spi.TrafficRouter;
import dev.caravan.traffic.Addresses;
import dev.caravan.traffic.ConfFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An HAProxy that the operator runs with one more configuration file, which Caravan owns. The split is an entry of a map, set
 * over the runtime socket and written to the map's file too, so that it outlives a restart of HAProxy.
 */
final class HaproxyRouter implements TrafficRouter {
    private final ConfFile file;
    private final ConfFile map;
    private final ConfFile clients;
    private final ConfFile mirror;
    private final int share;
    private final HaproxySocket socket;
    private final HaproxyConf conf;
    private final List<String> command;
    private final List<String> reload;
    private final Probe probe;

    /** @param patience how long HAProxy may take to obey */
    HaproxyRouter(Traffic service, Duration patience) {
        JsonNode options = service.options();
        Path path = Path.of(options.path("conf").asText()).toAbsolutePath();
        String plain = path.getFileName().toString().replaceFirst("\\.cfg$", "");
        this.file = new ConfFile(path);
        this.map = new ConfFile(
                options.has("map")
                        ? Path.of(options.path("map").asText()).toAbsolutePath()
                        : path.resolveSibling(plain + ".split.map"));
        this.clients = new ConfFile(path.resolveSibling(plain + ".clients.map"));
        this.mirror = new ConfFile(path.resolveSibling(plain + ".mirror.map"));
        this.share =
                service.mirror() == null ? 0 : (int) Math.round(service.mirror().share() * 10_000);
        this.socket = new HaproxySocket(Path.of(options.path("socket").asText()));
        this.command = Options.texts(options, "command", "haproxy", "-f", path.toString());
        this.reload = Options.texts(options, "reload");
        String listen = options.path("listen").asText();
        this.conf = new HaproxyConf(service, map.path(), clients.path(), mirror.path(), listen);
        this.probe = new Probe(Addresses.listener(listen), service.name(), patience);
    }

    @Override
    public void install() {
        String generation = conf.generation();
        if (conf.text().equals(file.present()) && probe.answers(generation)) {
            return;
        }
        if (map.present() == null) {
            map.replace(HaproxyConf.mapText(Split.NONE));
        }
        if (mirror.present() == null) {
            mirror.replace(HaproxyConf.mirrorText(0));
        }
        String before = file.present();
        String named = clients.present();
        clients.replace(conf.clients());
        file.replace(conf.text());
        RouterProgram.Said tested = new RouterProgram("haproxy", command).run("-c");
        String refused = tested.isBad() ? "HAProxy refuses it: " + tested.shown() : take(generation);
        if (refused == null) {
            return;
        }
        if (before != null) {
            file.replace(before);
            clients.replace(named);
            reload();
            throw file.failed(refused + "; what was there before is back");
        }
        throw file.failed(refused);
    }

    /** Brings the written file into force; answers what went wrong, or null. */
    private String take(String generation) {
        Optional<HaproxyWorker> before = HaproxyWorker.of(socket);
        String told = reload();
        String said = told != null
                ? told
                : probe.settle(
                        generation, () -> before.map(HaproxyWorker::takesNobody).orElse(true), () -> repeat(before));
        return said == null
                ? null
                : "HAProxy does not obey it: " + probe.address() + " answered '" + said + "'; start HAProxy with -f "
                        + file.path() + (reload.isEmpty() ? ", or name the command that reloads it by reload:" : "");
    }

    /** A master that is itself only starting, or reading its files, loses the signal to read them. */
    private void repeat(Optional<HaproxyWorker> before) {
        if (before.isEmpty() || HaproxyWorker.of(socket).equals(before)) {
            reload();
        }
    }

    private String reload() {
        if (reload.isEmpty()) {
            return null;
        }
        RouterProgram.Said said = new RouterProgram("haproxy", reload).run();
        return said.isBad() ? said.shown() : null;
    }

    @Override
    public Split split() {
        for (String line : socket.ask("show map " + map.path()).split("\\R")) {
            String[] parts = line.strip().split("\\s+");
            if (parts.length == 3 && HaproxyConf.MAP_KEY.equals(parts[1])) {
                return HaproxyConf.split(Integer.parseInt(parts[2]));
            }
        }
        throw unusable("holds no split; start HAProxy with -f " + file.path());
    }

    @Override
    public void put(Split split) {
        set(map, HaproxyConf.MAP_KEY, HaproxyConf.number(split));
        map.replace(HaproxyConf.mapText(split));
        probe.prove(split);
    }

    private void set(ConfFile of, String key, int value) {
        String said = socket.ask("set map " + of.path() + " " + key + " " + value);
        if (!said.isEmpty()) {
            throw unusable("HAProxy answered '" + said + "' to a new " + key + "; start it with -f " + file.path());
        }
    }

    /** An entry of a map decides: no reload. */
    TeeMirror.Passage passage() {
        return new TeeMirror.Passage() {
            @Override
            public void open() {
                // It was down until now; HAProxy would find out a moment later by itself
                socket.ask("set server " + conf.teeServer() + " health up");
                set(mirror, HaproxyConf.MIRROR_KEY, share);
                mirror.replace(HaproxyConf.mirrorText(share));
            }

            @Override
            public void close() {
                if (mirror.present() != null) {
                    set(mirror, HaproxyConf.MIRROR_KEY, 0);
                    mirror.replace(HaproxyConf.mirrorText(0));
                }
            }
        };
    }

    @Override
    public void close() {
        // Every command has a connection of its own
    }

    private CaravanException unusable(String what) {
        return new CaravanException(ErrorCode.TARGET_UNUSABLE, map.path().toString(), what);
    }
}
