package dev.caravan.traffic.router;

import dev.caravan.model.Side;
import dev.caravan.model.Split;
import dev.caravan.model.Sticky;
import dev.caravan.model.Traffic;
import dev.caravan.repository.Sha256;
import dev.caravan.traffic.Addresses;
import java.net.URI;

/**
 * What nginx is given for one service at one share: an upstream of both sides by weight, in which a client's key decides by
 * consistent hashing, so that a growing share moves clients forward. A side of no weight is left out, as nginx knows no weight
 * of 0; no side is ever taken for dead, as its failures would then count as the other's.
 */
final class NginxWeightsConf {
    private final Traffic service;
    private final String listen;
    private final URI probe;
    private final String name;

    /**
     * @param listen the address of a server of our own, or null where the operator's server passes to the upstream
     * @param probe where the server that answers us listens then
     */
    NginxWeightsConf(Traffic service, String listen, URI probe) {
        this.service = service;
        this.listen = listen;
        this.probe = probe;
        this.name = NginxConf.name(service);
    }

    /** Names this configuration at this share. */
    String generation(Split split) {
        return Sha256.hex(text(split, "-")).substring(0, 12);
    }

    /** What stands in nginx' {@code http} block. */
    String text(Split split) {
        return text(split, generation(split));
    }

    private String text(Split split, String generation) {
        StringBuilder text = new StringBuilder();
        text.append("# Written by Caravan for the service '")
                .append(service.name())
                .append("' at each change of share.\n");
        text.append("# v2's share: ").append(split).append('\n');
        text.append("map %1$s $%2$s_key {\n    default %1$s;\n    \"\" $remote_addr;\n}\n".formatted(key(), name));
        text.append("upstream %1$s {\n    hash $%1$s_key consistent;\n".formatted(name));
        server(text, Side.V1, Split.BUCKETS - split.share());
        server(text, Side.V2, split.share());
        text.append("    keepalive 64;\n}\nserver {\n    listen ");
        text.append(listen == null ? probe.getHost() + ":" + Addresses.port(probe) : listen);
        text.append(";\n    server_name _;\n");
        text.append(answer(split, generation));
        return text.append(listen == null ? "" : pass()).append("}\n").toString();
    }

    private void server(StringBuilder text, Side side, int weight) {
        URI base = service.base(side);
        if (weight > 0) {
            text.append("    server %s:%d weight=%d max_fails=0;\n"
                    .formatted(base.getHost(), Addresses.port(base), weight));
        }
    }

    private String key() {
        Sticky sticky = service.sticky();
        return switch (sticky.by()) {
            case HEADER, COOKIE -> NginxConf.plainKey(sticky);
            case PATH, ADDRESS -> "$remote_addr";
        };
    }

    private String answer(Split split, String generation) {
        return """
                   location = /.caravan/%s {
                       allow 127.0.0.1;
                       allow ::1;
                       deny all;
                       access_log off;
                       default_type text/plain;
                       return 200 "%s %s";
                   }
               """
                .formatted(service.name(), generation, split);
    }

    private String pass() {
        return """
                   client_max_body_size 0;
                   location / {
                       proxy_pass %s://%s;
                       proxy_http_version 1.1;
                       proxy_next_upstream off;
                       proxy_redirect off;
                       proxy_buffering off;
                       proxy_request_buffering off;
                       proxy_read_timeout 1h;
                       proxy_set_header Host $http_host;
                       proxy_set_header Connection "";
                       proxy_set_header X-Real-IP $remote_addr;
                       proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                       proxy_set_header X-Forwarded-Proto $scheme;
                       proxy_set_header X-Forwarded-Host $http_host;
                   }
               """
                .formatted(service.v1().getScheme(), name);
    }
}
