package dev.caravan.system.chroma;

import dev.caravan.model.Existing;
import dev.caravan.model.RejectCode;
import dev.caravan.system.chroma.Sender.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Writes the records of one chunk that go to one collection: looks up which ids are there, settles those by the policy, sends
 * the others, and reads back what it sent.
 */
final class CollectionWrite {
    private final TargetCollections.Open open;
    private final Server server;
    private final Collection collection;
    private final Sender sender;
    private final Runnable beforeWrite;
    private final Existing existing;
    private final Outcomes outcomes;
    private final IntFunction<String> places;
    private final Map<String, Integer> rows = new HashMap<>();

    /**
     * A write that is to come.
     *
     * @param beforeWrite called before each call that changes something; throws where nothing may be changed
     * @param places where a person finds what a row came from
     */
    CollectionWrite(
            TargetCollections.Open open,
            Runnable beforeWrite,
            Existing existing,
            Outcomes outcomes,
            IntFunction<String> places) {
        this.open = open;
        this.server = open.server();
        this.collection = open.collection();
        this.sender = open.sender(beforeWrite);
        this.beforeWrite = beforeWrite;
        this.existing = existing;
        this.outcomes = outcomes;
        this.places = places;
    }

    /**
     * Writes records in their order; a record that repeats an id of the chunk meets the earlier one as it is stored.
     *
     * @param lookedUp what was there of their ids a while ago
     */
    void write(List<Outgoing> records, Optional<LookedUp> lookedUp) {
        Optional<LookedUp> known = lookedUp;
        RejectCode clash = RejectCode.ALREADY_EXISTS;
        List<Outgoing> left = records;
        while (!left.isEmpty()) {
            Set<String> ids = new HashSet<>();
            List<Outgoing> now = new ArrayList<>();
            List<Outgoing> later = new ArrayList<>();
            left.forEach(record -> (ids.add(record.id()) ? now : later).add(record));
            round(now, known.flatMap(look -> look.stillThere(ids)).orElseGet(() -> open.there(ids)), clash);
            left = later;
            known = Optional.empty();
            clash = RejectCode.DUPLICATE_KEY;
        }
    }

    private void round(List<Outgoing> records, List<String> there, RejectCode clash) {
        Map<String, Outgoing> left = new LinkedHashMap<>();
        records.forEach(record -> left.put(record.id(), record));
        if (!there.isEmpty()) {
            settle(left, there, clash);
        }
        List<Outgoing> sent = new ArrayList<>(left.values());
        Map<Integer, Refusal> refused = sender.send(sent);
        refused.forEach((row, refusal) -> outcomes.refuse(row, refusal.code(), refusal.reason()));
        sent.removeIf(record -> refused.containsKey(record.row()));
        readBack(sent);
        for (Outgoing record : sent) {
            outcomes.written(record.row());
            rows.put(record.id(), record.row());
        }
    }

    private void settle(Map<String, Outgoing> left, List<String> there, RejectCode clash) {
        List<String> replaced = new ArrayList<>();
        for (int from = 0; from < there.size(); from += PageSize.MOST_BY_ID) {
            List<String> some = there.subList(from, Math.min(there.size(), from + PageSize.MOST_BY_ID));
            Page page = server.read(collection, some, Server.ALL);
            for (int index = 0; index < page.count(); index++) {
                Outgoing record = left.get(page.id(index));
                if (record != null && settled(record, page, index, clash)) {
                    left.remove(record.id());
                } else if (record != null) {
                    replaced.add(record.id());
                }
            }
        }
        if (!replaced.isEmpty()) {
            // An upsert would merge the new metadata into the old
            delete(replaced);
        }
    }

    private boolean settled(Outgoing record, Page page, int index, RejectCode clash) {
        if (record.isStoredIn(page, index) && record.hasVectorOf(page, index, collection.rounds())) {
            outcomes.equal(record.row());
            return true;
        }
        String seen = "collection '" + collection.name() + "' has a record with the same id and other content"
                + (rows.containsKey(record.id()) ? ", that of " + places.apply(rows.get(record.id())) : "");
        switch (existing) {
            case REJECT -> outcomes.refuse(record.row(), clash, seen);
            case KEEP -> outcomes.keep(record.row(), seen);
            case REPLACE -> {
                return false;
            }
        }
        return true;
    }

    /** The server says 201 to what it does not do: only what can be read is written. */
    private void readBack(List<Outgoing> records) {
        List<Outgoing> wrong = notStored(records);
        if (wrong.isEmpty()) {
            return;
        }
        delete(wrong.stream().map(Outgoing::id).toList());
        sender.send(wrong);
        List<Outgoing> still = notStored(wrong);
        if (!still.isEmpty()) {
            throw server.address()
                    .error(
                            "collection '" + collection.name() + "' took " + still.size()
                                    + " records and gives them back otherwise or not at all, first id '"
                                    + still.get(0).id() + "'; look at the server, then run again",
                            null);
        }
    }

    private List<Outgoing> notStored(List<Outgoing> records) {
        Map<String, Outgoing> missing = new HashMap<>();
        records.forEach(record -> missing.put(record.id(), record));
        for (int from = 0; from < records.size(); from += PageSize.MOST_BY_ID) {
            List<Outgoing> some = records.subList(from, Math.min(records.size(), from + PageSize.MOST_BY_ID));
            Page page = server.read(collection, some.stream().map(Outgoing::id).toList(), Server.WITHOUT_VECTORS);
            for (int index = 0; index < page.count(); index++) {
                Outgoing record = missing.get(page.id(index));
                if (record != null && record.isStoredIn(page, index)) {
                    missing.remove(record.id());
                }
            }
        }
        return new ArrayList<>(missing.values());
    }

    private void delete(List<String> ids) {
        beforeWrite.run();
        try {
            server.delete(collection, ids);
        } catch (Refused refused) {
            throw server.http().error("collection '" + collection.name() + "' could not be changed", refused);
        }
    }
}
