package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.model.RejectCode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads the values of keys, some hundred in one go: first types and sizes, then value and expiry of some keys together in
 * one transaction, so that both are of one instant. What is large is read alone and in parts. Used by one thread.
 */
final class ValueReader {
    private static final byte[] USAGE = "USAGE".getBytes(US_ASCII);
    private static final byte[] SAMPLES = "SAMPLES".getBytes(US_ASCII);
    private static final byte[] ALL = "0".getBytes(US_ASCII);
    private static final int KEYS_TOGETHER = 64;
    private static final long BYTES_TOGETHER = 256 << 10;
    private static final long BYTES_AHEAD = 2 << 20;
    private static final long LARGE = 256 << 10;
    private static final int TRIES = 20;

    private final RedisLink link;
    private final Fetch fetch;
    private final LargeValues large;
    private final Expiry expiry;
    private Set<KeyType> types = Set.of();
    /** What all keys of the page before were, or null: the keys of one pattern mostly are of one type. */
    private KeyType usual;

    ValueReader(RedisLink link, Expiry expiry, ValueText texts) {
        this.link = link;
        this.expiry = expiry;
        this.fetch = new Fetch(link, texts);
        this.large = new LargeValues(link, expiry, texts);
    }

    /** Takes a key of another type for one that is not there; with none named it reads them all. */
    ValueReader only(Set<KeyType> wanted) {
        types = wanted;
        usual = null;
        return this;
    }

    /** The values, in the order of the keys. */
    KeyValue[] read(List<byte[]> keys) {
        KeyValue[] values = new KeyValue[keys.size()];
        List<Wanted> wanted = usual == null ? look(keys, values) : guess(keys, values);
        for (int tries = 0; !wanted.isEmpty(); tries++) {
            wanted = read(keys, wanted, values, tries < 2 ? KEYS_TOGETHER : 1);
            if (tries == TRIES && !wanted.isEmpty()) {
                throw link.address()
                        .error(
                                "key '" + TextForm.shown(keys.get(wanted.get(0).index()))
                                        + "' changes its type all the time; stop who writes it and run again",
                                null);
            }
        }
        return values;
    }

    /** Looks at a whole page; see {@link #look(List, List, KeyValue[])}. */
    private List<Wanted> look(List<byte[]> keys, KeyValue[] values) {
        List<Wanted> wanted =
                look(keys, IntStream.range(0, values.length).boxed().toList(), values);
        Set<KeyType> found = wanted.stream().map(Wanted::type).collect(Collectors.toSet());
        usual = found.size() == 1 && wanted.size() == values.length
                ? wanted.get(0).type()
                : null;
        return wanted;
    }

    /**
     * Takes all keys for ones of the usual type, whose types need not be asked for then: reading one that is not is refused, and
     * it is looked at after all. So is one that is not small.
     */
    private List<Wanted> guess(List<byte[]> keys, KeyValue[] values) {
        keys.forEach(key -> link.send(Command.MEMORY, USAGE, key, SAMPLES, ALL));
        List<Object> sizes = link.answers();
        List<Wanted> wanted = new ArrayList<>();
        List<Integer> doubtful = new ArrayList<>();
        for (int index = 0; index < values.length; index++) {
            if (sizes.get(index) == null) {
                values[index] = KeyValue.gone();
            } else if (sizes.get(index) instanceof Long bytes && bytes <= LARGE) {
                wanted.add(new Wanted(index, usual, bytes));
            } else {
                doubtful.add(index);
            }
        }
        wanted.addAll(look(keys, doubtful, values));
        return wanted;
    }

    /** Settles what of some keys need not be read; answers the others. */
    private List<Wanted> look(List<byte[]> keys, List<Integer> some, KeyValue[] values) {
        for (int index : some) {
            link.send(Command.TYPE, keys.get(index));
            link.send(Command.MEMORY, USAGE, keys.get(index), SAMPLES, ALL);
        }
        Iterator<Object> answers = link.answers().iterator();
        List<Wanted> wanted = new ArrayList<>();
        for (int index : some) {
            String word = RedisLink.text(link.accepted(answers.next()));
            Object size = answers.next();
            Optional<KeyType> type = KeyType.of(word);
            if (word.equals("none")
                    || !types.isEmpty() && type.filter(types::contains).isEmpty()) {
                values[index] = KeyValue.gone();
            } else if (type.isPresent()) {
                // A server that does not tell sizes is asked with care
                wanted.add(new Wanted(index, type.get(), size instanceof Long bytes ? bytes : Long.MAX_VALUE));
            } else {
                values[index] = KeyValue.rejected(
                        null, RejectCode.BAD_TYPE, "a key of type '" + word + "', which is of a module, is not read");
            }
        }
        return wanted;
    }

    /** Reads what is wanted; answers what must be tried again. */
    private List<Wanted> read(List<byte[]> keys, List<Wanted> wanted, KeyValue[] values, int together) {
        Again again = new Again(new ArrayList<>(), new ArrayList<>());
        List<List<Wanted>> sent = new ArrayList<>();
        List<Wanted> group = new ArrayList<>();
        long bytes = 0;
        long ahead = 0;
        for (Wanted one : wanted) {
            if (one.bytes() > LARGE) {
                values[one.index()] = large.read(keys.get(one.index()), one.type(), one.bytes());
                continue;
            }
            group.add(one);
            bytes += one.bytes();
            if (group.size() == together || bytes > BYTES_TOGETHER) {
                send(keys, group);
                sent.add(group);
                ahead += bytes;
                group = new ArrayList<>();
                bytes = 0;
            }
            if (ahead > BYTES_AHEAD) {
                take(sent, values, again);
                sent.clear();
                ahead = 0;
            }
        }
        send(keys, group);
        sent.add(group);
        take(sent, values, again);
        if (!again.mistaken().isEmpty()) {
            usual = null;
            again.unsure().addAll(look(keys, again.mistaken(), values));
        }
        return again.unsure();
    }

    private void send(List<byte[]> keys, List<Wanted> group) {
        if (group.isEmpty()) {
            return;
        }
        link.send(Command.MULTI);
        for (Wanted one : group) {
            byte[] key = keys.get(one.index());
            expiry.send(link, key);
            fetch.send(one.type(), key);
        }
        link.send(Command.EXEC);
    }

    private void take(List<List<Wanted>> groups, KeyValue[] values, Again again) {
        for (List<Wanted> group : groups) {
            if (!group.isEmpty()) {
                begin(group);
                for (Wanted one : group) {
                    take(one, values, again);
                }
            }
        }
    }

    /** Begins the answers to a transaction; what was refused while it was queued says more than that it was given up. */
    private void begin(List<Wanted> group) {
        // MULTI in front is answered too
        link.accepted(link.next());
        for (Wanted one : group) {
            for (int answer = fetch.answers(one.type()) + expiry.answers(); answer > 0; answer--) {
                link.accepted(link.next());
            }
        }
        link.begin();
    }

    private void take(Wanted one, KeyValue[] values, Again again) {
        long expiresAt = expiry.next(link);
        KeyValue value = fetch.next(one.type(), expiresAt);
        if (expiresAt == KeyValue.gone().expiresAt()) {
            values[one.index()] = KeyValue.gone();
        } else if (value == null) {
            again.mistaken().add(one.index());
        } else if (expiresAt == Expiry.UNSURE) {
            again.unsure().add(one);
        } else {
            values[one.index()] = value;
        }
    }

    /** What is to be read once more, and which keys turned out to be of another type. */
    private record Again(List<Wanted> unsure, List<Integer> mistaken) {}

    /** A key to be read, of about so many bytes in the server's memory. */
    private record Wanted(int index, KeyType type, long bytes) {}
}
