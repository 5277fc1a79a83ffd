package dev.caravan.system.chroma;

import dev.caravan.model.RejectCode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends records to one collection in calls of the right size. A call that the server finds fault with is halved until the bad
 * record stands alone.
 */
final class Sender {
    private static final long MOST_BYTES = 8 << 20;
    private static final int TRIES = 3;

    /** How many are left out before one was taken. */
    private static final int MOST_BLIND = 3;

    private final Server server;
    private final Collection collection;
    private final BatchSize size;
    private final UpsertBodies bodies;
    private final Runnable beforeWrite;
    private final Map<Integer, Refusal> refused = new TreeMap<>();
    private int passed;

    /** @param beforeWrite called before each call, once its body is ready; throws where nothing may be written */
    Sender(Server server, Collection collection, BatchSize size, UpsertBodies bodies, Runnable beforeWrite) {
        this.server = server;
        this.collection = collection;
        this.size = size;
        this.bodies = bodies;
        this.beforeWrite = beforeWrite;
    }

    /** Why a row was not taken, by its number. */
    record Refusal(RejectCode code, String reason) {}

    /** Sends all; answers those that the server does not take. What is there under the same ids must be gone. */
    Map<Integer, Refusal> send(List<Outgoing> records) {
        int at = 0;
        while (at < records.size()) {
            int count = fitting(records, at, size.next());
            if (sent(records.subList(at, at + count))) {
                at += count;
            }
        }
        return refused;
    }

    /** True when these are dealt with; false when they are to be tried again, fewer at once. */
    private boolean sent(List<Outgoing> records) {
        for (int tries = 1; ; tries++) {
            try {
                upsert(records);
                size.worked(records.size());
                return true;
            } catch (Refused failure) {
                if (records.size() > 1 && failure.isTooMuch()) {
                    size.tooMuch(records.size(), failure.getMessage());
                    return false;
                }
                if (failure.isFault()) {
                    bisect(records, failure);
                    return true;
                }
                if (failure.status() == 500 && tries == TRIES && (passed > 0 || refused.size() < MOST_BLIND)) {
                    // The server fails at this one alone: if it fails at all, it does not take the ledger's row either
                    refuse(records.get(0), failure);
                    return true;
                }
                if (!failure.isTooMuch() || tries == TRIES) {
                    throw server.http().error(where() + " was not written", failure);
                }
            }
        }
    }

    private void upsert(List<Outgoing> records) {
        UpsertBody body = bodies.take();
        body.fill(records);
        beforeWrite.run();
        server.upsert(collection, body.bytes(), body.length());
        // Of a call that failed it may still be on its way
        bodies.give(body);
        passed += records.size();
    }

    private void bisect(List<Outgoing> records, Refused failure) {
        if (records.size() == 1) {
            refuse(records.get(0), failure);
            return;
        }
        int middle = records.size() / 2;
        for (List<Outgoing> half : List.of(records.subList(0, middle), records.subList(middle, records.size()))) {
            if (!sent(half)) {
                send(half);
            }
        }
    }

    private void refuse(Outgoing record, Refused failure) {
        RejectCode code = failure.status() == 413 ? RejectCode.RECORD_TOO_LARGE : RejectCode.CONSTRAINT_VIOLATION;
        refused.put(
                record.row(),
                new Refusal(
                        code,
                        where() + " does not take the record of about " + record.size() + " bytes: "
                                + failure.getMessage()));
    }

    private String where() {
        return "collection '" + collection.name() + "'";
    }

    private static int fitting(List<Outgoing> records, int from, int most) {
        long bytes = 0;
        int count = 0;
        while (count < most && from + count < records.size()) {
            bytes += records.get(from + count).size();
            if (count > 0 && bytes > MOST_BYTES) {
                break;
            }
            count++;
        }
        return count;
    }
}
