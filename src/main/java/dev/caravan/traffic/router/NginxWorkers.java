package dev.caravan.traffic.router;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Some of nginx' workers, as they were when somebody looked. */
record NginxWorkers(List<ProcessHandle> processes) {
    private static final String WORKER = "worker process";
    /** What a worker calls itself from the moment that it closes its listeners. */
    private static final String LEAVING = "is shutting down";

    NginxWorkers {
        processes = List.copyOf(processes);
    }

    /** @param master the process that started them; where there is none, nor are workers */
    static NginxWorkers of(long master) {
        return new NginxWorkers(ProcessHandle.of(master).map(ProcessHandle::children).stream()
                .flatMap(children -> children)
                .toList());
    }

    /**
     * True when none of them takes a new connection any more. A busy machine may leave one of them alone for long, and then it
     * answers again as it did before, however many connections have met others meanwhile.
     */
    boolean takeNobody() {
        return processes.stream().noneMatch(NginxWorkers::takes);
    }

    private static boolean takes(ProcessHandle worker) {
        try {
            byte[] title = Files.readAllBytes(Path.of("/proc", Long.toString(worker.pid()), "cmdline"));
            String said = new String(title, StandardCharsets.ISO_8859_1);
            return said.contains(WORKER) && !said.contains(LEAVING);
        } catch (IOException gone) {
            return false;
        }
    }
}
