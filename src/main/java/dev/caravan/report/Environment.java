package dev.caravan.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.repository.Holder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a run took place.
 *
 * @param versions of Caravan and the libraries that matter, by name
 * @param heapLimit bytes that the heap may have
 * @param heapPeak bytes that it had at the most
 * @param residentPeak bytes of memory that the process had at the most, or -1 where the system does not tell
 */
public record Environment(
        Map<String, String> versions,
        String host,
        String system,
        String java,
        int processors,
        long heapLimit,
        long heapPeak,
        long residentPeak) {
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+([0-9]{1,15}) kB");

    public Environment {
        versions = Collections.unmodifiableMap(new TreeMap<>(versions));
    }

    /** Nothing is known but the host. */
    static Environment of(String host) {
        return new Environment(Map.of(), host, "", "", 0, 0, 0, -1);
    }

    /** This process, now. */
    public static Environment ofThisProcess(Map<String, String> versions) {
        return new Environment(
                versions,
                Holder.thisHost(),
                property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                property("java.vm.name") + " " + property("java.runtime.version"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory(),
                peakOfHeap(),
                peakOfProcess());
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    private static long peakOfHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    private static long peakOfProcess() {
        try {
            Matcher line = PEAK.matcher(Files.readString(Path.of("/proc/self/status"), ISO_8859_1));
            return line.find() ? Long.parseLong(line.group(1)) * 1024 : -1;
        } catch (IOException notLinux) {
            return -1;
        }
    }
}
