package dev.caravan.run;

import dev.caravan.model.CaravanException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends looks out, each on a thread of its own: one that takes long, because a source of figures is slow, keeps no other
 * waiting. Safe for use by several threads.
 */
final class Lookouts {
    private static final Logger LOG = LoggerFactory.getLogger(Lookouts.class);

    private final Set<String> out = ConcurrentHashMap.newKeySet();

    /**
     * Begins a look; what goes wrong with it is logged.
     *
     * @param name of what is looked at
     * @return false where the last look at it goes on
     */
    boolean send(String name, Runnable look) {
        if (!out.add(name)) {
            return false;
        }
        Thread thread = new Thread(() -> carryOut(name, look), "share " + name);
        thread.setDaemon(true);
        thread.start();
        return true;
    }

    private void carryOut(String name, Runnable look) {
        try {
            look.run();
        } catch (RuntimeException failed) {
            // The next look tries again
            LOG.warn("{}: {}", name, failed instanceof CaravanException known ? known.line() : failed.toString());
            LOG.debug("{}", name, failed);
        } finally {
            out.remove(name);
        }
    }
}
