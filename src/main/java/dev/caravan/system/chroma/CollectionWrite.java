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
import java.util.Set;

/**
 * Writes the records of one chunk that go to one collection: looks up which ids are there, settles those by the policy, sends
 * the others, and reads back what it sent.
 */
final class CollectionWrite {
    private final Server server;
    private final Collection collection;
    private final Sender sender;
    private final Existing existing;
    private final Outcomes outcomes;

    CollectionWrite(Server server, Collection collection, Sender sender, Existing existing, Outcomes outcomes) {
        this.server = server;
        this.collection = collection;
        this.sender = sender;
        this.existing = existing;
        this.outcomes = outcomes;
    }

    /** Writes records in their order; a record that repeats an id of the chunk meets the earlier one as it is stored. */
    void write(List<Outgoing> records) {
        RejectCode clash = RejectCode.ALREADY_EXISTS;
        List<Outgoing> left = records;
        while (!left.isEmpty()) {
            Set<String> ids = new HashSet<>();
            List<Outgoing> now = new ArrayList<>();
            List<Outgoing> later = new ArrayList<>();
            left.forEach(record -> (ids.add(record.id()) ? now : later).add(record));
            round(now, clash);
            left = later;
            clash = RejectCode.DUPLICATE_KEY;
        }
    }

    private void round(List<Outgoing> records, RejectCode clash) {
        Map<String, Outgoing> open = new LinkedHashMap<>();
        records.forEach(record -> open.put(record.id(), record));
        List<String> there = ids(new ArrayList<>(open.keySet()));
        if (!there.isEmpty()) {
            settle(open, there, clash);
        }
        List<Outgoing> sent = new ArrayList<>(open.values());
        Map<Integer, Refusal> refused = sender.send(sent);
        refused.forEach((row, refusal) -> outcomes.refuse(row, refusal.code(), refusal.reason()));
        sent.removeIf(record -> refused.containsKey(record.row()));
        readBack(sent);
        sent.forEach(record -> outcomes.written(record.row()));
    }

    private void settle(Map<String, Outgoing> open, List<String> there, RejectCode clash) {
        List<String> replaced = new ArrayList<>();
        for (int from = 0; from < there.size(); from += PageSize.MOST_BY_ID) {
            List<String> some = there.subList(from, Math.min(there.size(), from + PageSize.MOST_BY_ID));
            Page page = read(some, Server.ALL);
            for (int index = 0; index < page.count(); index++) {
                Outgoing record = open.get(page.id(index));
                if (record != null && settled(record, page, index, clash)) {
                    open.remove(record.id());
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
        String seen = "collection '" + collection.name() + "' has a record with the same id and other content";
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
        Map<String, Outgoing> open = new HashMap<>();
        records.forEach(record -> open.put(record.id(), record));
        for (int from = 0; from < records.size(); from += PageSize.MOST_BY_ID) {
            List<Outgoing> some = records.subList(from, Math.min(records.size(), from + PageSize.MOST_BY_ID));
            Page page = read(some.stream().map(Outgoing::id).toList(), Server.WITHOUT_VECTORS);
            for (int index = 0; index < page.count(); index++) {
                Outgoing record = open.get(page.id(index));
                if (record != null && record.isStoredIn(page, index)) {
                    open.remove(record.id());
                }
            }
        }
        return new ArrayList<>(open.values());
    }

    private List<String> ids(List<String> wanted) {
        List<String> there = new ArrayList<>();
        Page page = wanted.isEmpty() ? null : read(wanted, List.of());
        for (int index = 0; page != null && index < page.count(); index++) {
            there.add(page.id(index));
        }
        return there;
    }

    private Page read(List<String> ids, List<String> include) {
        try {
            return server.records(collection, ids, include);
        } catch (Refused refused) {
            throw server.http().error("collection '" + collection.name() + "' could not be read", refused);
        }
    }

    private void delete(List<String> ids) {
        try {
            server.delete(collection, ids);
        } catch (Refused refused) {
            throw server.http().error("collection '" + collection.name() + "' could not be changed", refused);
        }
    }
}
