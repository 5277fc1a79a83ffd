package dev.caravan.runbook;

import dev.caravan.servers.Ports;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * The services of a world, each a process of its own with a port, a process id and a log. The plan's own steps start and stop
 * them, through the {@code docker} of the world.
 */
final class Services implements AutoCloseable {
    private final Path folder;
    private final Class<?> program;
    private final Map<String, Integer> ports = new LinkedHashMap<>();

    /**
     * None of which runs yet.
     *
     * @param program is started with the service's name, its port, and {@code folder}
     */
    Services(Path folder, Class<?> program, String... names) throws IOException {
        this.folder = folder;
        this.program = program;
        for (String part : List.of("run", "faults")) {
            Files.createDirectories(folder.resolve(part));
        }
        for (String name : names) {
            ports.put(name, Ports.free());
        }
    }

    /** Shell functions {@code begin NAME} and {@code end NAME}, which do nothing where that is so already. */
    String tool() {
        StringBuilder cases = new StringBuilder();
        ports.forEach((name, port) ->
                cases.append(name).append(") port=").append(port).append(" ;; "));
        return """
                runs() { [ -s W/run/$1.pid ] && kill -0 "$(cat W/run/$1.pid)" 2>/dev/null; }
                begin() {
                  runs "$1" && return
                  case $1 in %s esac
                  setsid %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m -cp %s %s "$1" "$port" W/ >>W/run/$1.log 2>&1 </dev/null &
                  echo $! >W/run/$1.pid
                }
                end() {
                  runs "$1" || return 0
                  echo "$(date +%%s%%3N) ended" >>W/run/$1.log
                  kill "$(cat W/run/$1.pid)"
                  while runs "$1"; do sleep 0.02; done
                  rm -f W/run/$1.pid
                }
                """
                .formatted(cases, Path.of(System.getProperty("java.home"), "bin/java"), classes(), program.getName());
    }

    private Path classes() {
        try {
            return Path.of(
                    program.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on something is wrong that the program knows by this name. */
    void fault(String name) throws IOException {
        Files.createFile(folder.resolve("faults").resolve(name));
    }

    /** When a service was away, in milliseconds since 1970: its end, and when it listened again. */
    List<long[]> away(String name) throws IOException {
        List<long[]> away = new ArrayList<>();
        long ended = 0;
        for (String line : log(name)) {
            if (line.endsWith(" ended")) {
                ended = time(line);
            } else if (line.endsWith(" listening") && ended > 0) {
                away.add(new long[] {ended, time(line)});
                ended = 0;
            }
        }
        if (ended > 0) {
            away.add(new long[] {ended, Long.MAX_VALUE});
        }
        return away;
    }

    private static long time(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }

    /** What a service has said, and when, in milliseconds since 1970, it was ended. */
    List<String> log(String name) throws IOException {
        Path log = folder.resolve("run").resolve(name + ".log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    /** Which process a service is; 0 for none. */
    long pid(String name) throws IOException {
        Path file = folder.resolve("run").resolve(name + ".pid");
        String text = Files.exists(file) ? Files.readString(file).strip() : "";
        long pid = text.isEmpty() ? 0 : Long.parseLong(text);
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() ? pid : 0;
    }

    /** The services that run. */
    List<String> up() throws IOException {
        List<String> up = new ArrayList<>();
        for (String name : ports.keySet()) {
            if (pid(name) > 0) {
                up.add(name);
            }
        }
        return up;
    }

    int port(String name) {
        return ports.get(name);
    }

    String url(String name) {
        return "http://127.0.0.1:" + port(name);
    }

    @Override
    public void close() throws IOException {
        for (String name : ports.keySet()) {
            ProcessHandle.of(pid(name)).ifPresent(Services::end);
        }
    }

    private static void end(ProcessHandle service) {
        service.destroy();
        try {
            service.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        } catch (CompletionException late) {
            service.destroyForcibly();
        }
    }

    /** Runs a program to its end; another status than 0 is an error. */
    static void run(String... words) throws IOException {
        try {
            int status = new ProcessBuilder(words).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IOException(String.join(" ", words) + ": " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
