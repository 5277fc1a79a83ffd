package dev.caravan.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Linux tells about processes in {@code /proc}. */
final class ProcFiles {
    private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB");
    private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)");
    /** Fixed for programs, whatever the kernel was built with. */
    private static final double TICKS_A_SECOND = 100;

    /** Where the ticks of ended children stand in {@code stat}, counted behind the name, which may hold anything. */
    private static final int CHILDREN_USER = 13;

    private static final int USER = 11;

    private ProcFiles() {}

    /** Processor seconds, user and system, of all children of this process that have ended. */
    static double cpuSecondsOfChildren() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"), ISO_8859_1);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_USER + 1]);
        return ticks / TICKS_A_SECOND;
    }

    /** Processor seconds, user and system, of a process so far; 0 when it is gone. */
    static double cpuSeconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"), ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1])) / TICKS_A_SECOND;
        } catch (IOException gone) {
            return 0;
        }
    }

    /** The most memory that a process has held so far; 0 when it is gone. */
    static long peakBytes(long pid) {
        return status(pid, PEAK) * 1024;
    }

    /** How many threads a process has; 0 when it is gone. */
    static long threads(long pid) {
        return status(pid, THREADS);
    }

    private static long status(long pid, Pattern wanted) {
        try {
            Matcher line =
                    wanted.matcher(Files.readString(Path.of("/proc", String.valueOf(pid), "status"), ISO_8859_1));
            return line.find() ? Long.parseLong(line.group(1)) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }
}
