package dev.caravan.traffic.router;

import dev.caravan.model.CaravanException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The process that serves behind a runtime socket, as it was when somebody looked. */
record HaproxyWorker(long pid) {
    private static final Pattern PID = Pattern.compile("(?m)^Pid:\\s*(\\d+)\\s*$");
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENS = "0A";

    /** Empty when nobody answers. */
    static Optional<HaproxyWorker> of(HaproxySocket socket) {
        try {
            Matcher told = PID.matcher(socket.ask("show info"));
            return told.find() ? Optional.of(new HaproxyWorker(Long.parseLong(told.group(1)))) : Optional.empty();
        } catch (CaravanException silent) {
            return Optional.empty();
        }
    }

    /**
     * True when it takes no new connection any more, though it may still serve those that it has. Until then it answers some
     * as its own configuration says, however many have met another process meanwhile. Also true where the system does not let
     * this process look.
     */
    boolean takesNobody() {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            Set<String> listening = listening(process);
            return sockets(process).stream().noneMatch(listening::contains);
        } catch (IOException | UncheckedIOException hidden) {
            return true;
        }
    }

    /** What it has open, by the numbers that the system gives sockets. */
    private static Set<String> sockets(Path process) throws IOException {
        Set<String> open = new HashSet<>();
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            for (Path file : files.toList()) {
                Matcher socket = SOCKET.matcher(target(file));
                if (socket.matches()) {
                    open.add(socket.group(1));
                }
            }
        }
        return open;
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    /** All sockets of its network that take connections. */
    private static Set<String> listening(Path process) throws IOException {
        Set<String> found = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            Path file = process.resolve(table);
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > INODE && columns[STATE].equals(LISTENS)) {
                    found.add(columns[INODE]);
                }
            }
        }
        return found;
    }
}
