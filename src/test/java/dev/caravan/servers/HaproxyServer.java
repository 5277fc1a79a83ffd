package dev.caravan.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real HAProxy in a folder of its own: master and worker, reloaded by a signal to the master. */
public final class HaproxyServer implements AutoCloseable {
    private final Path folder;
    private Process process;

    /** Starts it with what {@code conf.d} holds: nothing at first. */
    public HaproxyServer(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("conf.d"));
        Files.writeString(
                folder.resolve("haproxy.cfg"),
                """
                global
                    maxconn 500
                    stats socket %s mode 600 level admin expose-fd listeners
                    hard-stop-after 5s
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 30s
                    timeout server 30s
                """
                        .formatted(socket()));
        Files.writeString(
                folder.resolve("reload.sh"), "#!/bin/sh\nexec kill -USR2 \"$(cat " + folder + "/haproxy.pid)\"\n");
        start();
    }

    /** The runtime socket. Such a path may have a hundred letters at the most. */
    public Path socket() {
        return folder.resolve("s");
    }

    /** The file that Caravan may write. */
    public Path conf(String name) {
        return folder.resolve("conf.d").resolve(name + ".cfg");
    }

    /** The words that name every file of its configuration. */
    public List<String> command() {
        return List.of("haproxy", "-f", folder.resolve("haproxy.cfg").toString(), "-f", folder.resolve("conf.d") + "/");
    }

    /** The words that make it read its files again. */
    public List<String> reload() {
        return List.of("sh", folder.resolve("reload.sh").toString());
    }

    /** Starts it again after {@link #close}. */
    public void start() throws IOException {
        List<String> command = new ArrayList<>(command());
        command.add("-W");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .start();
        Files.writeString(folder.resolve("haproxy.pid"), Long.toString(process.pid()));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        // Before it has a worker, a signal to read its files again would end it
        while (!Files.exists(socket()) || process.children().findAny().isEmpty()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IOException("haproxy did not start: " + Files.readString(folder.resolve("out.txt")));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
    }
}
