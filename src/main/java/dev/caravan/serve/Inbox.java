package dev.caravan.serve;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.repository.Sleeper;
import dev.caravan.settings.Drop;
import dev.caravan.settings.DropReader;
import dev.caravan.settings.ServeSettings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Takes what is dropped into the inbox, once it is complete, once. A file is judged where it lies, taken by renaming it into
 * a private folder, and judged again there: what is acted on is the content that was read there, whatever happens to the
 * name meanwhile. What was taken is found again after a crash, and each act knows whether it was done before. One thread at
 * a time.
 */
final class Inbox {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern ENDING = Pattern.compile(".*\\.(yaml|yml|json)");
    private static final Pattern UNDER_WAY =
            Pattern.compile("\\..*|.*(\\.(part|partial|filepart|tmp|swp)|~)", Pattern.DOTALL);

    private final DropFolder folder;
    private final DropActions actions;
    private final ServeSettings settings;
    private final Settled settled;
    private final Consumer<String> events;
    private final DropReader reader = new DropReader();
    private volatile Map<String, String> waiting = Map.of();

    Inbox(DropFolder folder, DropActions actions, ServeSettings settings, Sleeper time, Consumer<String> events) {
        this.folder = requireNonNull(folder, "folder is null");
        this.actions = requireNonNull(actions, "actions is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.settled = new Settled(time, settings.settle());
        this.events = requireNonNull(events, "events is null");
    }

    /** Looks once at all that lies there. Called by its route. */
    void look() {
        Map<String, String> reasons = new TreeMap<>();
        try {
            List<Path> all = new ArrayList<>(folder.dropped());
            List<Path> taken = folder.taken();
            for (Path file : all) {
                look(file, false, reasons);
            }
            for (Path file : taken) {
                look(file, true, reasons);
            }
            all.addAll(taken);
            all.addAll(folder.taken());
            settled.keepOnly(all);
        } catch (IOException e) {
            reasons.put(folder.path().toString(), "cannot be looked at (" + e + ")");
        }
        waiting = reasons;
    }

    /** What lies there and why, by name. */
    Map<String, String> waiting() {
        return waiting;
    }

    /** Where it is. */
    Path path() {
        return folder.path();
    }

    private void look(Path file, boolean isTaken, Map<String, String> reasons) {
        try {
            String reason = isTaken ? finish(file) : consider(file);
            if (!reason.isEmpty()) {
                reasons.put(DropFolder.plain(file), reason);
            }
        } catch (NoSuchFileException gone) {
            // Its owner took it back, or put another one in its place: the next look sees
        } catch (IOException e) {
            reasons.put(DropFolder.plain(file), "cannot be read (" + e + ")");
        } catch (CaravanException later) {
            reasons.put(DropFolder.plain(file), later.line());
        }
    }

    /** Judges a file where it lies; answers why it stays there. */
    private String consider(Path file) throws IOException {
        Optional<Stamp> stamp = Stamp.of(file);
        if (stamp.isEmpty()) {
            return "";
        }
        String name = file.getFileName().toString();
        if (UNDER_WAY.matcher(name).matches()) {
            return "is left alone: its name says that its writer is not done yet";
        }
        String refusal = refusal(file, stamp.get());
        if (!refusal.isEmpty()) {
            refuse(file, refusal);
            return "";
        }
        Optional<Settled.Content> content = settled.look(file, stamp.get());
        if (content.isEmpty()) {
            return "has just changed";
        }
        // Only now: some programs give a file its name by a second one, and take the first away
        String unfit = unfit(file, name);
        if (!unfit.isEmpty()) {
            refuse(file, unfit);
            return "";
        }
        Drop drop = reader.read(file, content.get().bytes());
        if (drop instanceof Drop.Unfinished unfinished && settled.age(file).compareTo(settings.patience()) < 0) {
            return "is not complete, or wrong: " + unfinished.why();
        }
        return take(file, content.get());
    }

    private static String unfit(Path file, String name) throws IOException {
        if (!ENDING.matcher(name).matches()) {
            return "has none of the endings .yaml, .yml, .json";
        }
        return Stamp.names(file) == 1 ? "" : "has another name elsewhere (a hard link); drop a copy";
    }

    /** Takes a file; what it is now is what counts, and where that is not what was judged, it is judged anew. */
    private String take(Path file, Settled.Content judged) throws IOException {
        Path mine = folder.take(file);
        Optional<Stamp> stamp = Stamp.of(mine);
        boolean regular = stamp.isPresent() && stamp.get().kind() == Stamp.Kind.REGULAR;
        byte[] bytes = regular ? DropFolder.read(mine) : null;
        if (bytes != null && Settled.digest(bytes).equals(judged.digest())) {
            return act(mine, new Settled.Content(bytes, judged.digest()));
        }
        return "changed while it was taken";
    }

    /** Goes on with what was taken: by a process that ended, or for an order whose outcome is to come. */
    private String finish(Path file) throws IOException {
        if (actions.isPending(file)) {
            return actions.settle(file);
        }
        Optional<Stamp> stamp = Stamp.of(file);
        if (stamp.isEmpty()) {
            return "";
        }
        String refusal = refusal(file, stamp.get());
        if (!refusal.isEmpty()) {
            refuse(file, refusal);
            return "";
        }
        Optional<Settled.Content> content = settled.look(file, stamp.get());
        return content.isEmpty() ? "was taken" : act(file, content.get());
    }

    private String act(Path file, Settled.Content content) throws IOException {
        Path shown = folder.path().resolve(file.getFileName());
        Drop drop = reader.read(shown, content.bytes());
        if (drop instanceof Drop.Unfinished unfinished) {
            refuse(file, unfinished.why());
            return "";
        }
        if (drop instanceof Drop.Wrong wrong) {
            refuse(file, String.join("\n", wrong.lines()));
            return "";
        }
        if (drop instanceof Drop.OrderFile order) {
            return actions.order(file, order);
        }
        return actions.migration(file, shown, content);
    }

    private void refuse(Path file, String reason) throws IOException {
        events.accept("inbox: '" + DropFolder.plain(file) + "' refused: " + reason);
        folder.failed(file, reason);
    }

    /** Why a file is not even read; empty when it may be. */
    private String refusal(Path file, Stamp stamp) throws IOException {
        String kind =
                switch (stamp.kind()) {
                    case REGULAR -> "";
                    case LINK -> "is a link, and links are not followed; drop the file itself";
                    case FOLDER -> "is a folder; drop files one by one";
                    case OTHER -> "is not a file; only files are read";
                };
        if (!kind.isEmpty()) {
            return kind;
        }
        if (!NAME.matcher(file.getFileName().toString()).matches()) {
            return "has a name that is not allowed; use 1 to 128 of A-Z a-z 0-9 . _ -";
        }
        if (stamp.size() > DropFolder.MOST_BYTES) {
            return "is larger than 1 MB; a migration file or an order is smaller, and data belongs into the folder of"
                    + " its system";
        }
        return folder.isForeign(file)
                ? "belongs to '" + DropFolder.owner(file) + "'; it must belong to who owns the inbox or runs serve"
                : "";
    }
}
