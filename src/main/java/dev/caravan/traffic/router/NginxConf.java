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
import java.util.Locale;
import java.util.Map;

/**
 * What nginx is given for one service, once: where each bucket goes is then a matter of files, which nginx looks for at every
 * request. A file is there for each bucket that goes to v2, in the folder that the link {@code on} names; a file {@code off}
 * beside it takes everything back.
 *
 * <p>WebSockets are the only upgrade that is handed on: another one, such as {@code h2c}, would take later requests past the
 * split.
 *
 * <p>Nothing here depends on the share, so a change of share needs no reload: a reload closes idle connections of clients.
 */
final class NginxConf {
    private static final String HEAD =
            """
            # Written by Caravan for the service '%s'; it is written again when the migration file changes.
            """;

    private final Traffic service;
    private final Path folder;
    private final String listen;
    private final String name;

    /**
     * @param folder where the files of the buckets are
     * @param listen the address of a server of our own, or null where the operator's server includes our locations
     */
    NginxConf(Traffic service, Path folder, String listen) {
        this.service = service;
        this.folder = folder;
        this.listen = listen;
        this.name = name(service);
    }

    /** Names this configuration; another one has another name. */
    String generation() {
        return Sha256.hex(http("-") + locations("-")).substring(0, 12);
    }

    /** What stands in nginx' {@code http} block. */
    String http() {
        return http(generation());
    }

    /** What stands in the operator's own {@code server} block. */
    String locations() {
        return HEAD.formatted(service.name()) + locations(generation());
    }

    private String http(String generation) {
        StringBuilder text = new StringBuilder(HEAD.formatted(service.name()));
        upstream(text, Side.V1);
        upstream(text, Side.V2);
        tee(text);
        key(text);
        paths(text);
        text.append("split_clients $%s_key $%s_hash {\n".formatted(name, name));
        for (int bucket = 0; bucket < Split.BUCKETS - 1; bucket++) {
            text.append("    1% ").append(Buckets.name(bucket)).append(";\n");
        }
        text.append("    * ").append(Buckets.name(Split.BUCKETS - 1)).append(";\n}\n");
        named(text);
        if (NginxLog.isWanted(service)) {
            text.append(NginxLog.format(name));
        }
        text.append(
                """
                map $arg_bucket $%1$s_asked {
                    default none;
                    ~^(?<%1$s_one>[0-9][0-9]|cohort|v1|v2)$ $%1$s_one;
                }
                map $http_upgrade $%1$s_upgrade {
                    default "";
                    "~*^websocket$" websocket;
                }
                map $%1$s_upgrade $%1$s_connection {
                    default "";
                    websocket upgrade;
                }
                """
                        .formatted(name));
        if (listen != null) {
            text.append(
                    "server {\n    listen %s;\n    server_name _;\n    client_max_body_size 0;\n".formatted(listen));
            locations(generation)
                    .lines()
                    .forEach(line -> text.append("    ").append(line).append('\n'));
            text.append("}\n");
        }
        return text.toString();
    }

    private void upstream(StringBuilder text, Side side) {
        URI base = service.base(side);
        text.append(
                """
                upstream %s_%s {
                    server %s:%d max_fails=0;
                    keepalive 64;
                }
                """
                        .formatted(name, side, base.getHost(), Addresses.port(base)));
    }

    /** The tee, with v1 behind it for when it dies; and the share of requests without a body that may pass it. */
    private void tee(StringBuilder text) {
        Mirror mirror = service.mirror();
        if (mirror == null) {
            return;
        }
        text.append(
                """
                upstream %1$s_tee {
                    server %2$s max_fails=1 fail_timeout=5s;
                    server %3$s:%4$d backup;
                    keepalive 64;
                }
                """
                        .formatted(name, mirror.tee(), service.v1().getHost(), Addresses.port(service.v1())));
        double percent = Math.round(mirror.share() * 10_000) / 100.0;
        String share = percent > 0 && percent < 100 ? String.format(Locale.ROOT, "%.2f%% teed;", percent) : "";
        text.append("split_clients $request_id $%s_lot {\n    %s\n    * \"%s\";\n}\n"
                .formatted(name, share, percent >= 100 ? "teed" : ""));
        // A WebSocket is never copied: with its Upgrade it is no plain method
        text.append("map $request_method$%1$s_upgrade $%1$s_sampled {\n    default \"\";\n".formatted(name));
        mirror.verbs().forEach(method -> text.append("    %s $%s_lot;\n".formatted(method, name)));
        text.append("}\n");
    }

    /** The client's key; its address where the request has none. */
    private void key(StringBuilder text) {
        Sticky sticky = service.sticky();
        String from = "$remote_addr";
        switch (sticky.by()) {
            case HEADER, COOKIE -> from = plainKey(sticky);
            case PATH -> {
                from = "$%s_part".formatted(name);
                text.append(
                        "map $uri $%1$s_part {\n    default \"\";\n    \"~^/(?:[^/]+/){%2$d}(?<%1$s_found>[^/]+)\" $%1$s_found;\n}\n"
                                .formatted(name, Integer.parseInt(sticky.name()) - 1));
            }
            case ADDRESS -> {
                // As it stands
            }
        }
        text.append("map %s $%s_key {\n    default %s;\n    \"\" $remote_addr;\n}\n".formatted(from, name, from));
    }

    /** How a request reads on v2. */
    private void paths(StringBuilder text) {
        if (service.paths().isSame()) {
            return;
        }
        text.append("map $request_uri $%s_moved {\n    default $request_uri;\n".formatted(name));
        service.paths()
                .beginnings()
                .forEach((from, to) -> text.append(
                        "    \"~^\\Q%2$s\\E(?<%1$s_rest>[/?].*)?$\" \"%3$s$%1$s_rest\";\n".formatted(name, from, to)));
        text.append("}\n");
    }

    /** Cohorts and pins. nginx compares plain keys of a map without their case; these are told apart by it. */
    private void named(StringBuilder text) {
        text.append("map $%1$s_key $%1$s_bucket {\n    default $%1$s_hash;\n".formatted(name));
        for (Map.Entry<String, Side> pin : service.pins().entrySet()) {
            entry(text, pin.getKey(), Buckets.pinned(pin.getValue()));
        }
        for (Cohort cohort : service.cohorts().values()) {
            cohort.clients().forEach(key -> entry(text, key, Buckets.of(cohort)));
        }
        text.append("}\n");
    }

    private static void entry(StringBuilder text, String key, String bucket) {
        text.append("    \"~^\\Q").append(key).append("\\E$\" ").append(bucket).append(";\n");
    }

    private String locations(String generation) {
        return """
               location = /.caravan/%2$s {
                   allow 127.0.0.1;
                   allow ::1;
                   deny all;
                   access_log off;
                   open_file_cache off;
                   default_type text/plain;
                   set $%1$s_side v1;
                   if (-f "%3$s/on/$%1$s_asked") { set $%1$s_side v2; }
                   if (-f "%3$s/off") { set $%1$s_side v1; }
                   if (!-f "%3$s/here") { set $%1$s_side blind; }
                   return 200 "%4$s $%1$s_side";
               }
               location / {
                   open_file_cache off;
                   set $%1$s_side v1;
                   set $%1$s_path "%5$s$request_uri";
                   if (-f "%3$s/on/$%1$s_bucket") { set $%1$s_side v2; set $%1$s_path "%6$s"; }
                   if (-f "%3$s/off") { set $%1$s_side v1; set $%1$s_path "%5$s$request_uri"; }
                   set $%1$s_to $%1$s_side;
               %8$s%10$s    proxy_pass %7$s://%1$s_$%1$s_to$%1$s_path;
                   proxy_http_version 1.1;
                   proxy_next_upstream %9$s;
                   proxy_redirect off;
                   proxy_buffering off;
                   proxy_request_buffering off;
                   proxy_read_timeout 1h;
                   proxy_set_header Host $http_host;
                   proxy_set_header Upgrade $%1$s_upgrade;
                   proxy_set_header Connection $%1$s_connection;
                   proxy_set_header Proxy-Connection "";
                   proxy_set_header X-Real-IP $remote_addr;
                   proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                   proxy_set_header X-Forwarded-Proto $scheme;
                   proxy_set_header X-Forwarded-Host $http_host;
               }
               """
                .formatted(
                        name,
                        service.name(),
                        folder,
                        generation,
                        Addresses.path(service.v1()),
                        Addresses.path(service.v2())
                                + (service.paths().isSame() ? "$request_uri" : "$" + name + "_moved"),
                        service.v1().getScheme(),
                        hop(),
                        service.mirror() == null ? "off" : "error timeout",
                        NginxLog.isWanted(service) ? NginxLog.lines(name, folder) : "");
    }

    /** The way through the tee, for the requests of v1 that were drawn, as long as the file is there. */
    private String hop() {
        return service.mirror() == null
                ? ""
                : """
                      set $%1$s_hop "$%1$s_side-$%1$s_sampled";
                      if (-f "%2$s/mirror/$%1$s_hop") { set $%1$s_to tee; }
                  """
                        .formatted(name, folder);
    }

    /** The variable of a header or cookie. */
    static String plainKey(Sticky sticky) {
        return sticky.by() == Sticky.By.COOKIE
                ? "$cookie_" + sticky.name()
                : "$http_" + sticky.name().toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** How the upstreams and variables of a service begin. */
    static String name(Traffic service) {
        return "caravan_" + word(service.name());
    }

    /** A part of a variable's name; two names of services never give the same. */
    private static String word(String name) {
        String word = name.replaceAll("[^A-Za-z0-9]", "_");
        return word.equals(name) ? word : word + "_" + Integer.toHexString(name.hashCode());
    }
}
