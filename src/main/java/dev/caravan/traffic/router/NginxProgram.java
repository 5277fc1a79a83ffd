package dev.caravan.traffic.router;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The nginx program: whether it runs, whether it takes a configuration, and the word to take it. */
final class NginxProgram {
    private static final Pattern PID = Pattern.compile("(?m)^\\s*pid\\s+\"?([^;\"]+)\"?\\s*;");
    private static final Pattern BUILT_PID = Pattern.compile("--pid-path=(\\S+)");
    private static final Pattern PREFIX = Pattern.compile("--prefix=(\\S+)");

    private final RouterProgram program;

    /** @param command the program with the words that stand in front of all others, such as {@code -c FILE} */
    NginxProgram(List<String> command) {
        this.program = new RouterProgram("nginx", command);
    }

    /** @throws CaravanException TARGET_UNUSABLE when no nginx runs with this configuration, or it is broken already */
    void mustRun() {
        RouterProgram.Said tested = test();
        if (tested.isBad()) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    "nginx",
                    "refuses its configuration as it is: " + tested.shown() + "; mend that first. Nothing was changed");
        }
        Path file = pidFile();
        long pid = pid(file);
        if (pid < 0 || ProcessHandle.of(pid).isEmpty()) {
            String seen = pid < 0 ? " holds no process id" : " names process " + pid + ", which is gone";
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    "nginx",
                    "does not run (" + file + seen + "); start it, then go on. Nothing was changed");
        }
    }

    /** Whether nginx would take its configuration. */
    RouterProgram.Said test() {
        return program.run("-t");
    }

    /** Tells nginx to read its configuration again. That it did, only its listener proves. */
    RouterProgram.Said reload() {
        return program.run("-s", "reload");
    }

    /** The workers that run now. */
    NginxWorkers workers() {
        return NginxWorkers.of(pid(pidFile()));
    }

    private Path pidFile() {
        String dump = program.run("-T").text();
        String built = program.run("-V").text();
        Matcher named = PID.matcher(dump);
        Matcher fixed = BUILT_PID.matcher(built);
        String path = named.find() ? named.group(1).strip() : fixed.find() ? fixed.group(1) : "logs/nginx.pid";
        return Path.of(prefix(built)).resolve(path);
    }

    private String prefix(String built) {
        int given = program.command().indexOf("-p");
        if (given >= 0 && given + 1 < program.command().size()) {
            return program.command().get(given + 1);
        }
        Matcher matcher = PREFIX.matcher(built);
        return matcher.find() ? matcher.group(1) : "/usr/local/nginx";
    }

    private static long pid(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }
}
