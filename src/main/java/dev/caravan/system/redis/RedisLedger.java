package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.LedgerRefusal;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.LedgerText;
import dev.caravan.spi.Target.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ledger in hashes beside the keys: one for a migration, two for each of its pipelines. It is written in the transaction of
 * the keys; the epoch is watched meanwhile, so that a run that is over cannot write.
 */
final class RedisLedger {
    private static final String FIRST_START = "first_start";
    private static final String PIPELINE = "pipeline:";
    private static final String DIGEST = "digest";
    private static final String EPOCH = "epoch";
    private static final String HOLDER = "holder";

    private final RedisAddress address;

    RedisLedger(RedisAddress address) {
        this.address = address;
    }

    /** Takes the next epoch and tells what is done; refuses rows begun by another definition. */
    Ledger open(RedisLink link, LedgerScope scope, Instant now) {
        while (true) {
            watch(link, scope);
            Map<String, String> known = hash(link, pipelineKey(scope));
            List<LedgerRow> rows = rows(link, scope);
            if (!rows.isEmpty()) {
                refuseOther(link, scope, known.get(DIGEST));
            }
            String firstStart = hash(link, migrationKey(scope.migration()))
                    .getOrDefault(FIRST_START, (scope.firstStart() == null ? now : scope.firstStart()).toString());
            long epoch = Long.parseLong(known.getOrDefault(EPOCH, "0")) + 1;
            link.send(Command.MULTI);
            put(link, migrationKey(scope.migration()), FIRST_START, firstStart, PIPELINE + scope.pipeline(), "");
            put(link, pipelineKey(scope), DIGEST, scope.digest(), EPOCH, "" + epoch, HOLDER, scope.holder());
            if (executed(link)) {
                return new Ledger(epoch, Instant.parse(firstStart), rows);
            }
        }
    }

    /** What is known of a pipeline that was begun. */
    Optional<Ledger> look(RedisLink link, LedgerScope scope) {
        Map<String, String> known = hash(link, pipelineKey(scope));
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Instant firstStart =
                Instant.parse(hash(link, migrationKey(scope.migration())).get(FIRST_START));
        return Optional.of(new Ledger(Long.parseLong(known.get(EPOCH)), firstStart, rows(link, scope)));
    }

    /** Lets the next transaction of the connection fail when anybody takes over. */
    void watch(RedisLink link, LedgerScope scope) {
        link.ask(Command.WATCH, pipelineKey(scope));
    }

    /** Refuses a run whose epoch is over. */
    void check(RedisLink link, LedgerScope scope, long epoch) {
        Map<String, String> known = hash(link, pipelineKey(scope));
        boolean there = !known.isEmpty();
        if (there && known.get(EPOCH).equals("" + epoch) && known.get(HOLDER).equals(scope.holder())) {
            return;
        }
        link.ask(Command.UNWATCH);
        String untouched = "nothing was written";
        throw new CaravanException(
                ErrorCode.STALE_RUN,
                address.shown(),
                there
                        ? LedgerRefusal.overtaken(
                                scope, Long.parseLong(known.get(EPOCH)), known.get(HOLDER), epoch, untouched)
                        : LedgerRefusal.gone(scope, untouched));
    }

    /**
     * Sends how far a partition is; for the transaction that is open.
     *
     * @param row null where another target says it
     */
    void save(RedisLink link, LedgerScope scope, LedgerRow row) {
        if (row == null) {
            return;
        }
        put(link, rowsKey(scope), row.partition(), LedgerText.text(row));
    }

    /** Forgets the rows; the epoch goes on, so that a run of before is refused. */
    void forget(RedisLink link, LedgerScope scope) {
        Map<String, String> known = hash(link, pipelineKey(scope));
        if (known.isEmpty()) {
            return;
        }
        link.send(Command.MULTI);
        link.send(Command.DEL, rowsKey(scope));
        put(link, pipelineKey(scope), EPOCH, "" + (Long.parseLong(known.get(EPOCH)) + 1));
        executed(link);
    }

    /** Takes a migration out; answers what went, for people. */
    String drop(RedisLink link, String migration) {
        List<byte[]> keys = new ArrayList<>();
        for (String field : hash(link, migrationKey(migration)).keySet()) {
            if (field.startsWith(PIPELINE)) {
                String pipeline = field.substring(PIPELINE.length());
                LedgerScope scope = new LedgerScope(migration, pipeline, "", "");
                keys.add(pipelineKey(scope));
                keys.add(rowsKey(scope));
            }
        }
        if (keys.isEmpty()) {
            return "";
        }
        keys.add(migrationKey(migration));
        link.ask(Command.DEL, keys.toArray(new byte[0][]));
        return "its keys " + KeyChoice.OWN + "...";
    }

    List<LedgerRow> rows(RedisLink link, LedgerScope scope) {
        List<LedgerRow> rows = new ArrayList<>();
        try {
            hash(link, rowsKey(scope)).values().forEach(text -> rows.add(LedgerText.row(text)));
        } catch (RuntimeException e) {
            if (e instanceof CaravanException known) {
                throw known;
            }
            throw address.error(
                    "key " + new String(rowsKey(scope), UTF_8)
                            + " was changed by something else; restore it, or start with --fresh",
                    e);
        }
        rows.sort(Comparator.comparing(LedgerRow::partition));
        return rows;
    }

    /** Ends a transaction; false when something that was watched has changed, and nothing was done. */
    static boolean executed(RedisLink link) {
        link.send(Command.EXEC);
        List<Object> answers = link.answers();
        answers.forEach(link::accepted);
        Object executed = answers.get(answers.size() - 1);
        if (executed == null) {
            return false;
        }
        ((List<?>) executed).forEach(link::accepted);
        return true;
    }

    private void refuseOther(RedisLink link, LedgerScope scope, String known) {
        LedgerRefusal.changed(scope, known).ifPresent(refusal -> {
            link.ask(Command.UNWATCH);
            throw new CaravanException(ErrorCode.PIPELINE_CHANGED, address.shown(), refusal);
        });
    }

    private static Map<String, String> hash(RedisLink link, byte[] key) {
        List<byte[]> flat = link.list(link.ask(Command.HGETALL, key));
        Map<String, String> hash = new TreeMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            hash.put(RedisLink.text(flat.get(i)), RedisLink.text(flat.get(i + 1)));
        }
        return hash;
    }

    private static void put(RedisLink link, byte[] key, String... pairs) {
        byte[][] arguments = new byte[pairs.length + 1][];
        arguments[0] = key;
        for (int i = 0; i < pairs.length; i++) {
            arguments[i + 1] = pairs[i].getBytes(UTF_8);
        }
        link.send(Command.HSET, arguments);
    }

    private static byte[] migrationKey(String migration) {
        return (KeyChoice.OWN + "migration:" + migration).getBytes(UTF_8);
    }

    private static byte[] pipelineKey(LedgerScope scope) {
        return (KeyChoice.OWN + "pipeline:" + scope.migration() + ":" + scope.pipeline()).getBytes(UTF_8);
    }

    private static byte[] rowsKey(LedgerScope scope) {
        return (KeyChoice.OWN + "rows:" + scope.migration() + ":" + scope.pipeline()).getBytes(UTF_8);
    }
}
