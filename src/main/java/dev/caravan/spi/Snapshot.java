package dev.caravan.spi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Copies one system aside, proves the copy, and brings it back. Used by one thread; every verb may be called again after a
 * process ended in its middle, also by another instance, and then cleans up what that one left.
 *
 * <p>The kind writes files of its own choice into the folder it is given; what is around it (the manifest, the digests of the
 * files, rights, the place where finished snapshots stand) is not its business. Every verb calls {@link
 * SnapshotFolder#goOn} between its calls to the system, and fails with {@code CaravanException} when the system cannot be used.
 */
public interface Snapshot {
    /**
     * Writes the system as it is at one moment into the empty {@code folder}, first asking for the room it needs ({@link
     * SnapshotFolder#need}). Changes nothing in the system. Where a system cannot be read at one moment (it knows no
     * transactions), what changed meanwhile is found by a second look, and is an error SOURCE_CHANGED.
     *
     * @return what the copy holds, as {@link #look} would tell it of the system at that moment
     */
    Contents take(SnapshotFolder folder);

    /**
     * Restores the copy into a place of its own (a temporary file, a scratch database, a prefix nobody uses), reads every
     * value back, compares it with what was taken, and takes the place away again. The system itself stays as it is.
     *
     * @param taken what {@link #take} answered
     * @return how it was proved, for people; where no place of its own could be had, what was done instead
     * @throws dev.caravan.model.CaravanException SNAPSHOT_UNPROVED when anything differs
     */
    String prove(SnapshotFolder folder, Contents taken);

    /**
     * Makes the system hold what the copy holds, and nothing else: what came later goes. Only reads {@code folder}. All or
     * nothing where the system has transactions; elsewhere it can be called again until it comes through.
     */
    void restore(SnapshotFolder folder);

    /** What the system holds now, read completely. Two equal answers mean equal values, whatever their order. */
    Contents look(SnapshotFolder.Pace pace);

    /**
     * What the system holds now that is not as the copy has it, a sentence each, leaving out what pipelines moved into it and
     * Caravan's own. Where a schema is one part, that is left out too: whoever makes tables changes it.
     *
     * @param taken what {@link #take} answered
     * @param moved the tables, collections or patterns of keys that pipelines write, as their imports name them; not empty
     */
    default List<String> differences(SnapshotFolder folder, Contents taken, Set<String> moved) {
        return taken.without(moved).differences(look(folder.pace()).without(moved));
    }

    /** The address under which a source of the same kind reads the copy instead of the system; empty where none can. */
    default Optional<String> address(SnapshotFolder folder) {
        return Optional.empty();
    }

    /**
     * What a system held.
     *
     * @param tool what took it, with its version, for people: {@code SQLite 3.54.1, online backup}
     * @param parts the tables, collections, types of keys, or files, and the schema where there is one; in a fixed order
     * @param notes what is not in it and people should know; empty where it is complete
     */
    record Contents(String tool, List<Part> parts, List<String> notes) {
        public Contents {
            parts = List.copyOf(parts);
            notes = List.copyOf(notes);
        }

        /** How many records all parts hold. */
        public long count() {
            return parts.stream().mapToLong(Part::count).sum();
        }

        /** The parts that nobody fills who writes these tables or collections: neither they, nor Caravan's own, nor the schema. */
        Contents without(Set<String> moved) {
            return new Contents(
                    tool, parts.stream().filter(part -> !part.isOneOf(moved)).toList(), notes);
        }

        /** What another one has that is not the same here, a sentence each; empty when both hold the same. */
        public List<String> differences(Contents other) {
            Map<String, Part> mine = byName(parts);
            Map<String, Part> theirs = byName(other.parts);
            Set<String> names = new LinkedHashSet<>(mine.keySet());
            names.addAll(theirs.keySet());
            List<String> found = new ArrayList<>();
            for (String name : names) {
                difference(name, mine.get(name), theirs.get(name)).ifPresent(found::add);
            }
            found.sort(Comparator.naturalOrder());
            return found;
        }

        private static Optional<String> difference(String name, Part mine, Part theirs) {
            if (mine == null || theirs == null) {
                return Optional.of(name + (mine == null ? " has come" : " is missing"));
            }
            if (mine.count() != theirs.count()) {
                return Optional.of(name + ": " + theirs.count() + " instead of " + mine.count());
            }
            return mine.digest().equals(theirs.digest()) ? Optional.empty() : Optional.of(name + ": other values");
        }

        private static Map<String, Part> byName(List<Part> parts) {
            return parts.stream().collect(Collectors.toMap(Part::name, Function.identity()));
        }
    }

    /**
     * One part of a system.
     *
     * @param name unique in its system: {@code table captures}, {@code collection notes}, {@code file a/b.json}, {@code schema}
     * @param count its records
     * @param digest of all its values, as hex; equal exactly when they are equal
     */
    record Part(String name, long count, String digest) {
        /** Whether rows for one of these places go here; a schema's name in front of a table's counts where both have it. */
        private boolean isOneOf(Set<String> places) {
            String own = name.substring(name.indexOf(' ') + 1).replace("\"", "");
            String bare = own.substring(own.lastIndexOf('.') + 1);
            return name.equals("schema")
                    || bare.startsWith("caravan_")
                    || places.stream().anyMatch(place -> place.equalsIgnoreCase(own) || place.equalsIgnoreCase(bare));
        }
    }
}
