package dev.caravan.traffic.router;

import dev.caravan.model.Cohort;
import dev.caravan.model.Mirror;
import dev.caravan.model.Side;
import dev.caravan.model.Split;
import dev.caravan.model.Sticky;
import dev.caravan.model.Traffic;
import dev.caravan.repository.Sha256;
import dev.caravan.traffic.Addresses;
import dev.caravan.traffic.Buckets;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * What HAProxy is given for one service, once: a frontend that looks the split up in a map at every request. The map is changed
 * over the runtime socket, so a change of share needs no reload.
 *
 * <p>The split is one number in that map, so that a change is one command: 0 off, 1 nobody, 2 the cohorts, else
 * the share and 2. (HAProxy does not compare with negative numbers.)
 */
final class HaproxyConf {
    static final String MAP_KEY = "split";
    static final String MIRROR_KEY = "mirror";

    private static final int NOBODY = 1;
    private static final int COHORTS = 2;

    private final Traffic service;
    private final Path map;
    private final Path clients;
    private final Path mirrorMap;
    private final String listen;
    private final String name;

    HaproxyConf(Traffic service, Path map, Path clients, Path mirrorMap, String listen) {
        this.service = service;
        this.map = map;
        this.clients = clients;
        this.mirrorMap = mirrorMap;
        this.listen = listen;
        this.name = name(service);
    }

    /** What the sections of a service are called. */
    static String name(Traffic service) {
        return "caravan_" + service.name().replaceAll("[^A-Za-z0-9_.-]", "_");
    }

    /** Names this configuration; another one has another name. */
    String generation() {
        return Sha256.hex(text("-") + clients()).substring(0, 12);
    }

    /** The configuration file. */
    String text() {
        return text(generation());
    }

    /** The map file for a split. */
    static String mapText(Split split) {
        return MAP_KEY + " " + number(split) + "\n";
    }

    /** The map file of the share that passes the tee. */
    static String mirrorText(int share) {
        return MIRROR_KEY + " " + share + "\n";
    }

    /** A split as the map has it. */
    static int number(Split split) {
        return split.off() ? 0 : split.cohorts() ? split.share() + COHORTS : NOBODY;
    }

    /** The split of a number of the map. */
    static Split split(int number) {
        return switch (number) {
            case 0 -> Split.OFF;
            case NOBODY -> Split.NONE;
            case COHORTS -> Split.COHORTS;
            default -> Split.of(number - COHORTS);
        };
    }

    /** The map file of the clients that are named: a key, and where it goes. */
    String clients() {
        StringBuilder text = new StringBuilder();
        for (Cohort cohort : service.cohorts().values()) {
            cohort.clients().stream()
                    .filter(key -> !service.pins().containsKey(key))
                    .forEach(key -> text.append(key)
                            .append(' ')
                            .append(Buckets.of(cohort))
                            .append('\n'));
        }
        for (Map.Entry<String, Side> pin : service.pins().entrySet()) {
            text.append(pin.getKey())
                    .append(' ')
                    .append(Buckets.pinned(pin.getValue()))
                    .append('\n');
        }
        return text.toString();
    }

    private String text(String generation) {
        boolean measured = service.ramp() != null && !service.ramp().queries();
        return """
               # Written by Caravan for the service '%2$s'; it is written again when the migration file changes.
               %13$sfrontend %1$s
                   mode http
                   bind %3$s
                   timeout client 1h
                   timeout http-request 30s
                   http-request set-header X-Forwarded-For "%%[req.fhdr(X-Forwarded-For)], %%[src]" if { req.hdr(X-Forwarded-For) -m found }
                   http-request set-header X-Forwarded-For %%[src] unless { req.hdr(X-Forwarded-For) -m found }
                   http-request del-header Upgrade unless { req.hdr(Upgrade) -i websocket }
                   http-request del-header HTTP2-Settings
                   http-request del-header Keep-Alive
                   http-request del-header Proxy-Connection
                   http-request del-header TE
                   http-request set-header X-Forwarded-Proto %%[ssl_fc,iif(https,http)]
                   http-request set-header X-Forwarded-Host %%[req.hdr(Host)]
                   http-request set-header X-Real-IP %%[src]
                   http-request set-var(txn.key) %4$s
                   http-request set-var(txn.key) src,concat() unless { var(txn.key) -m len gt 0 }
                   http-request set-var(txn.bucket) var(txn.key),crc32,mod(100)
                   http-request set-var(txn.named) var(txn.key),map_str(%5$s,none)
                   http-request set-var(txn.bucket) var(txn.named) if { var(txn.named) -m reg ^[0-9][0-9]$ }
                   http-request set-var(txn.named) str(none) if { var(txn.named) -m reg ^[0-9][0-9]$ }
                   acl asked path /.caravan/%2$s
               %14$s    http-request deny if asked !{ src 127.0.0.1 ::1 }
                   http-request set-var(txn.named) str(none) if asked
                   http-request set-var(txn.bucket) url_param(bucket) if asked
                   http-request set-var(txn.named) url_param(bucket) if asked { url_param(bucket) -m str cohort v1 v2 }
                   http-request set-var(txn.split) str(%7$s),map_str_int(%6$s,0)
                   http-request set-var(txn.side) str(v1)
                   http-request set-var(txn.side) str(v2) if { var(txn.named) -m str v2 } { var(txn.split) -m int ge 1 }
                   http-request set-var(txn.side) str(v2) if { var(txn.named) -m str cohort } { var(txn.split) -m int ge 2 }
                   http-request set-var(txn.side) str(v2) if { var(txn.named) -m str none } { var(txn.split),sub(txn.bucket) -m int gt 2 }
                   http-request return status 200 content-type text/plain lf-string "%8$s %%[var(txn.side)]" if asked
                   use_backend %1$s_v2 if { var(txn.side) -m str v2 }
               %11$s                   default_backend %1$s_v1
               %9$s%10$s%12$s"""
                .formatted(
                        name,
                        service.name(),
                        listen,
                        key(),
                        clients,
                        map,
                        MAP_KEY,
                        generation,
                        backend(Side.V1),
                        backend(Side.V2),
                        hop(),
                        tee(),
                        measured ? HaproxyEvents.ring(name) : "",
                        measured ? HaproxyEvents.lines(name) : "");
    }

    /** The way through the tee, for a share of v1's requests that the map tells. */
    private String hop() {
        Mirror mirror = service.mirror();
        return mirror == null
                ? ""
                : """
                      http-request set-var(txn.mirror) str(%s),map_str_int(%s,0)
                      http-request set-var(txn.lot) rand(10000)
                      use_backend %s_tee if { method %s } { var(txn.mirror),sub(txn.lot) -m int gt 0 } !{ req.hdr(Upgrade) -m found }
                  """
                        .formatted(MIRROR_KEY, mirrorMap, name, String.join(" ", mirror.verbs()));
    }

    /** The tee as the runtime socket knows it. */
    String teeServer() {
        return name + "_tee/tee";
    }

    /** The tee, with v1 behind it for when it dies. */
    private String tee() {
        if (service.mirror() == null) {
            return "";
        }
        URI v1 = service.v1();
        return """
               backend %1$s_tee
                   mode http
                   timeout connect 1s
                   timeout server 1h
                   timeout check 1s
                   retries 3
                   option redispatch 1
                   retry-on conn-failure empty-response
                   http-request disable-l7-retry unless { method GET HEAD OPTIONS }
                   http-reuse safe
               %2$s    server tee %3$s check inter 500ms fall 1 rise 1 observe layer4 error-limit 1 on-error mark-down
                   server v1 %4$s:%5$d backup
               """
                .formatted(name, prefix(v1), service.mirror().tee(), v1.getHost(), Addresses.port(v1));
    }

    private static String prefix(URI base) {
        String path = Addresses.path(base);
        return path.isEmpty() ? "" : "    http-request set-path %s%%[path]\n".formatted(path);
    }

    /** How a request reads on v2: first which beginning it has, then that one alone is replaced. */
    private String moved() {
        StringBuilder choice = new StringBuilder();
        StringBuilder change = new StringBuilder();
        int number = 0;
        for (Map.Entry<String, String> one : service.paths().beginnings().entrySet()) {
            String from = one.getKey().replace(".", "[.]");
            choice.append(
                    "    http-request set-var(txn.path) int(%1$d) if !{ var(txn.path) -m found } { path_reg ^%2$s(/|$) }\n"
                            .formatted(++number, from));
            change.append("    http-request replace-path ^%2$s(.*)$ %3$s\\1 if { var(txn.path) -m int %1$d }\n"
                    .formatted(number, from, one.getValue()));
        }
        return choice.append(change).toString();
    }

    private String backend(Side side) {
        URI base = service.base(side);
        return """
               backend %s_%s
                   mode http
                   timeout connect 5s
                   timeout server 1h
                   timeout tunnel 1h
                   http-reuse safe
               %s    server %s %s:%d%s
               """
                .formatted(
                        name,
                        side,
                        (side == Side.V1 ? "" : moved()) + prefix(base),
                        side,
                        base.getHost(),
                        Addresses.port(base),
                        "https".equals(base.getScheme()) ? " ssl verify required ca-file @system-ca" : "");
    }

    private String key() {
        Sticky sticky = service.sticky();
        return switch (sticky.by()) {
            case HEADER -> "req.hdr(" + sticky.name() + ")";
            case COOKIE -> "req.cook(" + sticky.name() + ")";
            case PATH -> "path,field(" + (Integer.parseInt(sticky.name()) + 1) + ",/)";
            case ADDRESS -> "src,concat()";
        };
    }
}
