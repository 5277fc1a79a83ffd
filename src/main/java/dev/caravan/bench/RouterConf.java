package dev.caravan.bench;

/** The configurations of nginx as a router and as an upstream. */
final class RouterConf {
    /** Everything, around what stands in the {@code http} block. */
    static final String WORKERS =
            """
            worker_processes auto;
            pid nginx.pid;
            error_log error.log;
            events { worker_connections 1024; }
            http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                keepalive_requests 100000000;
            %s}
            """;

    /** nginx' own: it waits for copies, opens a connection for each, and throws their answers away. */
    static final String MIRROR =
            """
                split_clients $request_id $copied { %s }
                upstream v1 { server 127.0.0.1:%d; keepalive 64; }
                upstream v2 { server 127.0.0.1:%d; keepalive 64; }
                server {
                    listen 127.0.0.1:%d;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    location / { mirror /copy; proxy_pass http://v1; }
                    location = /copy {
                        internal;
                        if ($copied = "") { return 204; }
                        proxy_set_header X-Shadow true;
                        proxy_pass http://v2$request_uri;
                    }
                }
            """;

    private RouterConf() {}
}
