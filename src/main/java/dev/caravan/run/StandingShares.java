package dev.caravan.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.ShellWord;
import dev.caravan.model.Split;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Passages;
import dev.caravan.repository.Share;
import dev.caravan.repository.Shares;
import java.util.List;
import java.util.stream.Collectors;

/** What v2 serves while its plan is neither done nor taken back: whatever ended the run, these callers are still there. */
public final class StandingShares {
    private final String migration;
    private final List<Share> shares;

    private StandingShares(String migration, List<Share> shares) {
        this.migration = migration;
        this.shares = shares;
    }

    /** Those of a migration, as they are on record. */
    public static StandingShares of(String migration, Passages passages, Shares shares) {
        long passage = passages.latest(migration)
                .filter(latest -> latest.ended() == null)
                .map(Passage::number)
                .orElse(-1L);
        return new StandingShares(
                migration,
                shares.of(migration).stream()
                        .filter(share ->
                                share.passage() == passage && share.split().compareTo(Split.NONE) > 0)
                        .toList());
    }

    public boolean isEmpty() {
        return shares.isEmpty();
    }

    /** In a sentence: {@code v2 keeps 25% of api}. */
    public String text() {
        return "v2 keeps "
                + shares.stream()
                        .map(share -> share.split() + " of " + share.service())
                        .collect(Collectors.joining(", "));
    }

    /** For people, where no process looks at them any more: what that means, and what to type. */
    public String warning() {
        return "WARNING " + migration + ": " + text() + ", and nobody looks at it now: however bad v2 gets, it stays"
                + " there. Take it back: "
                + shares.stream().map(this::command).collect(Collectors.joining(" and ")) + "; all that was done: "
                + "./caravan rollback " + ShellWord.of(migration) + " --reason R --yes. "
                + "'run' goes on with the plan, 'serve' looks at v2 from its start on";
    }

    private String command(Share share) {
        return "./caravan shift " + ShellWord.of(migration) + " 0 --service " + ShellWord.of(share.service())
                + " --reason R";
    }

    /** Each with its service, its share, and the command that takes it back. */
    public ArrayNode json() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        shares.forEach(share -> all.addObject()
                .put("service", share.service())
                .put("share", share.split().toString())
                .put("takenBackBy", command(share)));
        return all;
    }
}
