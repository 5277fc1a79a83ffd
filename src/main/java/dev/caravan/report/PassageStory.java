package dev.caravan.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.repository.JournalEntry;
import dev.caravan.repository.Passage;
import dev.caravan.repository.StepRow;
import dev.caravan.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the journal tells of a passage through a plan: who did what, in order, and how each step went there and back. */
final class PassageStory {
    private static final int MOST = 5_000;
    private static final String STEP = "step";
    private static final String PASSAGE = "passage";
    private static final String START = " start";
    private static final String DONE = "step is done";
    private static final String GOES_BACK = "step is taken back";
    private static final String IS_BACK = "step has been taken back";
    /** Where an entry belongs, rather than what it proves. */
    private static final Set<String> PLACE = Set.of(STEP, PASSAGE, "attempt");

    private final Passage passage;
    private final List<JournalEntry> entries;

    private PassageStory(Passage passage, List<JournalEntry> entries) {
        this.passage = passage;
        this.entries = entries;
    }

    /** The story of the youngest passage; empty where none was begun. */
    static Optional<PassageStory> of(RunState state, String migration) {
        return state.passages()
                .latest(migration)
                .map(passage -> new PassageStory(
                        passage, since(passage.started(), state.journal().youngest(migration, MOST))));
    }

    /** From the start of the run that began it: that is written down before the passage is. */
    private static List<JournalEntry> since(Instant began, List<JournalEntry> all) {
        int first = 0;
        for (int at = 0; at < all.size() && !all.get(at).at().isAfter(began); at++) {
            if (all.get(at).note().what().endsWith(START)) {
                first = at;
            }
        }
        return all.subList(first, all.size());
    }

    /** The steps of the passage, as far as they were begun. */
    List<StepRow> steps(RunState state) {
        return state.passages().steps(passage);
    }

    /** {@code {number, startedBy, started, ended, rollback, events: [{at, who, what, step, why, run}]}}. */
    ObjectNode tree() {
        ObjectNode tree = JsonNodeFactory.instance
                .objectNode()
                .put("number", passage.number())
                .put("startedBy", passage.startedBy())
                .put("started", passage.started().toString())
                .put("ended", passage.ended() == null ? null : passage.ended().toString())
                .put("rollback", passage.rollback());
        ArrayNode events = tree.putArray("events");
        for (JournalEntry entry : entries) {
            ObjectNode event = events.addObject()
                    .put("at", entry.at().toString())
                    .put("who", entry.note().who())
                    .put("what", entry.note().what())
                    .put(STEP, entry.note().evidence().path(STEP).asText())
                    .put("why", entry.note().why());
            boolean border =
                    entry.note().what().endsWith(START) || entry.note().what().endsWith(" end");
            if (border) {
                event.put("run", entry.note().evidence().path("run").asText());
            }
        }
        return tree;
    }

    /** Adds what a step did before it was taken back, and when each happened; nothing where it was not. */
    void tell(ObjectNode step) {
        List<JournalEntry> mine = of(step.path(STEP).asText());
        int back = first(mine, GOES_BACK);
        if (back < 0) {
            return;
        }
        ObjectNode way = step.putObject("back");
        way.put("begun", mine.get(back).at().toString());
        last(mine, IS_BACK).ifPresent(entry -> way.put("ended", entry.at().toString()));
        last(mine.subList(0, back), DONE).ifPresent(entry -> {
            ObjectNode did = step.putObject("did").put("ended", entry.at().toString());
            did.set("evidence", proof(entry));
        });
    }

    private List<JournalEntry> of(String step) {
        return entries.stream()
                .filter(entry -> entry.note().evidence().path(STEP).asText().equals(step))
                .filter(entry -> entry.note().evidence().path(PASSAGE).asLong() == passage.number())
                .toList();
    }

    private static JsonNode proof(JournalEntry entry) {
        ObjectNode proof = entry.note().evidence().deepCopy();
        return proof.remove(PLACE);
    }

    private static int first(List<JournalEntry> entries, String what) {
        for (int at = 0; at < entries.size(); at++) {
            if (entries.get(at).note().what().equals(what)) {
                return at;
            }
        }
        return -1;
    }

    private static Optional<JournalEntry> last(List<JournalEntry> entries, String what) {
        List<JournalEntry> such = new ArrayList<>(entries);
        such.removeIf(entry -> !entry.note().what().equals(what));
        return such.isEmpty() ? Optional.empty() : Optional.of(such.get(such.size() - 1));
    }
}
