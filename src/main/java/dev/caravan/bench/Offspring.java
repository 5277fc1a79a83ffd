package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * All processes that this one started, and theirs. A signal ends a JVM without closing what is open: whatever the bench has
 * started then is ended here, and its data removed. One for all cases, so that a new case cannot forget it.
 */
public final class Offspring {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path folder;
    private final Map<Long, ProcessHandle> known = new HashMap<>();

    private Offspring(Path folder) {
        this.folder = folder;
    }

    /**
     * From now on they end with this process.
     *
     * @param folder the cases' own, removed then
     */
    public static void endWithUs(Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(new Offspring(folder)::end, "offspring"));
    }

    private void end() {
        if (askAll() == 0) {
            return;
        }
        for (long until = System.nanoTime() + PATIENCE; askAll() > 0; LockSupport.parkNanos(LOOK_EVERY)) {
            if (System.nanoTime() > until) {
                known.values().forEach(ProcessHandle::destroyForcibly);
            }
        }
        try {
            Workbench.remove(folder);
        } catch (IOException stillWritten) {
            // The next bench empties it
        }
    }

    /** Asks each of them once; answers how many are left. One whose parent ends first is remembered here. */
    private long askAll() {
        ProcessHandle.current().descendants().forEach(process -> {
            if (known.putIfAbsent(process.pid(), process) == null) {
                process.destroy();
            }
        });
        return known.values().stream().filter(ProcessHandle::isAlive).count();
    }
}
