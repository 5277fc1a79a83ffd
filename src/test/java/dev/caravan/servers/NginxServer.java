package dev.caravan.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real nginx in a folder of its own, which includes the files of {@code conf.d}. */
public final class NginxServer implements AutoCloseable {
    private final Path folder;
    private Process process;

    /** Starts it with two workers and no server of its own but what {@code conf.d} holds. */
    public NginxServer(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("conf.d"));
        Files.writeString(
                folder.resolve("nginx.conf"),
                """
                user %s;
                worker_processes 2;
                pid %s/nginx.pid;
                error_log error.log notice;
                events { worker_connections 512; }
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    keepalive_requests 1000000;
                    include conf.d/*.conf;
                }
                """
                        .formatted(System.getProperty("user.name"), folder));
        start();
    }

    /** The file that Caravan may write. */
    public Path conf(String name) {
        return folder.resolve("conf.d").resolve(name + ".conf");
    }

    /** The words that reach this nginx. */
    public List<String> command() {
        return List.of(
                "nginx", "-p", folder + "/", "-c", folder.resolve("nginx.conf").toString());
    }

    /** Starts it again after {@link #close}. */
    public void start() throws IOException {
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of("-g", "daemon off;"));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.exists(folder.resolve("nginx.pid"))) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IOException("nginx did not start: " + Files.readString(folder.resolve("out.txt")));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** The process of its youngest worker: older ones may be on their way out after a reload. */
    public long worker() {
        return process.children()
                .max(Comparator.comparing((ProcessHandle child) ->
                                child.info().startInstant().orElse(Instant.EPOCH))
                        .thenComparing(ProcessHandle::pid))
                .orElseThrow()
                .pid();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
    }
}
