package dev.caravan.traffic.proxy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Mirror;
import dev.caravan.model.Side;
import dev.caravan.traffic.ConfFile;
import dev.caravan.traffic.compare.Answer;
import dev.caravan.traffic.compare.AnswerComparison;
import dev.caravan.traffic.compare.Tally;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where all event loops of a router's process ask whether to copy, and hand in what came of it. Answers that are not the same byte
 * for byte are compared on a thread of its own, behind a bounded queue. Safe for use by several threads.
 */
final class MirrorDesk implements AutoCloseable {
    private static final String OFF = "off";
    private static final int WAITING = 64;
    private static final int RECENT = 1_000;

    private final ConfFile file;
    private final ThreadPoolExecutor comparer =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), MirrorDesk::thread);
    private volatile Count count;
    private volatile boolean on;

    /** @param folder the router's; what is in force stands there in {@code mirror.json} */
    MirrorDesk(Path folder) {
        this.file = new ConfFile(folder.resolve("mirror.json"));
        String kept = file.present();
        if (kept != null) {
            count = new Count(MirrorFile.parse(kept));
            on = true;
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "compare");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    }

    /** What copies are counted in; null when none are to be made. */
    Count count() {
        return on ? count : null;
    }

    /** True while requests are to be copied. */
    boolean isOn() {
        return on;
    }

    /** Brings a mirror, or {@code off}, into force. The one that is in force already keeps its counts. */
    synchronized void put(String text) {
        if (OFF.equals(text)) {
            on = false;
            file.replace(null);
            return;
        }
        MirrorFile next = MirrorFile.parse(text);
        if (count == null || !count.said.equals(next)) {
            count = new Count(next);
        }
        file.replace(next.text());
        on = true;
    }

    /** What was found since the mirror in force, or the last one, began. */
    ObjectNode json(boolean values) {
        Count now = count;
        ObjectNode json = now == null ? JsonNodeFactory.instance.objectNode() : now.tally.json(values);
        json.put("on", on);
        if (now != null) {
            json.put("run", now.said.run()).put("share", now.mirror().share()).put("since", now.since.toString());
        }
        return json;
    }

    /** The latest requests without a body that were copied, for a replay; their headers are those of callers. */
    ArrayNode recent() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        Count now = count;
        for (int i = 0; now != null && i < RECENT; i++) {
            Shadow shadow = now.recent.get(i);
            if (shadow != null) {
                ObjectNode one = all.addObject().put("method", shadow.method().name());
                ObjectNode headers = one.put("path", shadow.uri()).putObject("headers");
                shadow.headers().entries().forEach(header -> headers.put(header.getKey(), header.getValue()));
            }
        }
        return all;
    }

    @Override
    public void close() {
        comparer.shutdownNow();
    }

    /** One mirror from its beginning. */
    final class Count {
        private final MirrorFile said;
        private final AnswerComparison comparison;
        private final Tally tally;
        private final Instant since = Instant.now();
        private final AtomicReferenceArray<Shadow> recent = new AtomicReferenceArray<>(RECENT);
        private final AtomicInteger next = new AtomicInteger();

        private Count(MirrorFile said) {
            this.said = said;
            this.comparison =
                    new AnswerComparison(said.mirror().compare(), said.mirror().limit());
            this.tally = new Tally(comparison);
        }

        Mirror mirror() {
            return said.mirror();
        }

        Tally tally() {
            return tally;
        }

        void keep(Shadow shadow) {
            recent.set(Math.floorMod(next.getAndIncrement(), RECENT), shadow);
        }

        /** Compares what the caller got with what the copy got. */
        void compare(Shadow shadow, Answer answer, Answer copy) {
            boolean first = shadow.served() == Side.V1;
            Answer v1 = first ? answer : copy;
            Answer v2 = first ? copy : answer;
            if (comparison.same(v1, v2)) {
                tally.add(shadow.method().name(), shadow.uri(), v1, v2);
                return;
            }
            try {
                comparer.execute(() -> tally.add(shadow.method().name(), shadow.uri(), v1, v2));
            } catch (RejectedExecutionException e) {
                tally.dropped("too many to compare");
            }
        }

        /** Learns from two answers of the side that serves. */
        void learn(Shadow shadow, Answer answer, Answer again) {
            try {
                comparer.execute(() -> tally.learn(shadow.method().name(), shadow.uri(), answer, again));
            } catch (RejectedExecutionException e) {
                // The next one tells the same
            }
        }
    }
}
