package dev.caravan.step.ssh;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.fleet.HostShell;
import dev.caravan.fleet.RefusedException;
import dev.caravan.fleet.SlowException;
import dev.caravan.model.Inventory.Host;
import dev.caravan.repository.HostState;
import dev.caravan.repository.Sleeper;
import dev.caravan.step.ProgramEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Does the items of a step on one host, from where it stands. Used by one thread. */
final class HostWork {
    static final String REVERT = "revert";

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration BACK = Duration.ofMinutes(5);
    private static final Duration CONFIRM = Duration.ofMinutes(15);
    private static final Duration AFTER_REVERT = Duration.ofMinutes(1);
    private static final String BOOT = "boot";

    private final Task task;
    private final Host host;
    private final HostShell shell;
    private final HostBook book;
    private final Sleeper sleeper;
    private final BooleanSupplier stopped;
    private final List<String> markers = new ArrayList<>();

    HostWork(Task task, Host host, HostShell shell, HostBook book, Sleeper sleeper, BooleanSupplier stopped) {
        this.task = task;
        this.host = host;
        this.shell = shell;
        this.book = book;
        this.sleeper = sleeper;
        this.stopped = stopped;
    }

    /**
     * Goes as far as it can.
     *
     * @param underWay true when something may have been begun that nobody has heard of since
     */
    void run(boolean underWay) {
        boolean connected = false;
        try {
            shell.open();
            connected = true;
            if (armed()) {
                work();
            }
        } catch (UnfitException e) {
            book.end(HostState.FAILED, e.getMessage());
        } catch (SlowException e) {
            if (!stopped.getAsBoolean()) {
                book.end(HostState.FAILED, e.getMessage());
            }
        } catch (IOException e) {
            if (!stopped.getAsBoolean()) {
                boolean unknown = (connected || underWay) && !(e instanceof RefusedException && !underWay);
                book.end(unknown ? HostState.UNKNOWN : HostState.FAILED, e.getMessage());
            }
        }
    }

    /** False when the host has put itself back before it could be confirmed. */
    private boolean armed() throws IOException {
        if (task.revert().isEmpty()) {
            return true;
        }
        settleEarlier();
        List<String> work = new ArrayList<>();
        for (int item = 0; item < task.items().size(); item++) {
            work.add(book.marker(String.valueOf(item)));
        }
        boolean armed = shell.arm(marker(REVERT), task.revertAfter(), work, Item.filled(task.revert(), host));
        if (!armed) {
            putBack();
        }
        return armed;
    }

    /** The timer of a try that failed must not fire into this one; where it has fired, all of the work is to be done anew. */
    private void settleEarlier() throws IOException {
        if (book.row().attempt() == 1) {
            return;
        }
        String earlier = book.earlierMarker(REVERT);
        if (!shell.confirm(earlier, CONFIRM)) {
            book.keep(book.row().at(0));
        }
        shell.open();
        shell.forget(List.of(earlier));
    }

    private void putBack() {
        book.keep(book.row().at(0));
        book.end(
                HostState.FAILED,
                "it was not confirmed within " + task.revertAfter().toSeconds() + " s, and has put itself back");
    }

    private void work() throws IOException, UnfitException {
        for (int next = book.row().item(); next < task.items().size(); next++) {
            if (stopped.getAsBoolean()) {
                return;
            }
            Item item = task.items().get(next);
            if (!item.isFor(host)) {
                book.keep(book.row().at(next + 1));
                continue;
            }
            switch (item.what()) {
                case Item.LOOK -> look(item, next);
                case Item.REBOOT -> reboot(item, next);
                default -> begin(item, next);
            }
        }
        if (!task.revert().isEmpty() && !confirmed()) {
            putBack();
            return;
        }
        book.end(HostState.DONE, "");
        shell.forget(markers);
    }

    /** A change may have shut us out: then the host is not lost, it puts itself back. */
    private boolean confirmed() throws IOException {
        long begun = sleeper.nanoTime();
        while (true) {
            try {
                return shell.confirm(marker(REVERT), CONFIRM);
            } catch (IOException e) {
                long patience = task.revertAfter().plus(AFTER_REVERT).toNanos();
                if (stopped.getAsBoolean() || sleeper.nanoTime() - begun > patience) {
                    throw e;
                }
                pause(LOOK_AGAIN);
            }
        }
    }

    private void begin(Item item, int number) throws IOException, UnfitException {
        List<String> program = Item.filled(item.program(), host);
        long begun = sleeper.nanoTime();
        Optional<HostShell.Ended> ended = shell.once(marker(String.valueOf(number)), program, item.timeout());
        if (ended.isPresent()) {
            judge(item, program, ended.get(), begun, number);
            return;
        }
        if (item.doneWhen().isEmpty()) {
            throw new IOException(host.name() + " lost '" + item.name()
                    + "' in the middle, as a restart does; look there whether it did its work");
        }
        List<String> ask = Item.filled(item.doneWhen(), host);
        HostShell.Ended answer = shell.look(ask, item.timeout());
        book.checked(item.name() + ": is it done?", ask, answer.exit(), seconds(begun), answer.output(), number);
        if (answer.exit() != 0) {
            throw new IOException(host.name() + " lost '" + item.name() + "' in the middle, and '"
                    + String.join(" ", ask) + "' says that it is not done; look there how far it came");
        }
        book.keep(book.row().at(number + 1));
    }

    private void judge(Item item, List<String> program, HostShell.Ended ended, long begun, int number)
            throws UnfitException {
        String problem = new ProgramEnd(program.get(0), ended.exit(), ended.output()).problem(item.expect());
        int next = problem.isEmpty() ? number + 1 : number;
        book.checked(item.name(), program, ended.exit(), seconds(begun), ended.output(), next);
        if (!problem.isEmpty()) {
            throw new UnfitException(item.name() + ": " + problem);
        }
    }

    private void look(Item item, int number) throws IOException, UnfitException {
        List<String> program = Item.filled(item.program(), host);
        long begun = sleeper.nanoTime();
        long most = item.within() == null ? 0 : item.within().toNanos();
        while (true) {
            HostShell.Ended ended = shell.look(program, item.timeout());
            boolean fits = new ProgramEnd(program.get(0), ended.exit(), ended.output())
                    .problem(item.expect())
                    .isEmpty();
            if (fits || sleeper.nanoTime() - begun >= most || stopped.getAsBoolean()) {
                judge(item, program, ended, begun, number);
                return;
            }
            pause(LOOK_AGAIN);
        }
    }

    private void reboot(Item item, int number) throws IOException, UnfitException {
        List<String> program = Item.filled(item.program(), host);
        String before = book.row().memo().path(BOOT).asText("");
        if (before.isEmpty()) {
            before = shell.bootId();
            book.keep(book.row().remember(JsonNodeFactory.instance.objectNode().put(BOOT, before)));
        }
        long begun = sleeper.nanoTime();
        if (!isBack(before)) {
            order(item, program, number);
        }
        Duration within = item.within() == null ? BACK : item.within();
        while (!isBack(before)) {
            if (sleeper.nanoTime() - begun > within.toNanos()) {
                throw new UnfitException(
                        item.name() + ": it is not back within " + within.toSeconds() + " s with another boot id");
            }
            if (stopped.getAsBoolean()) {
                throw new SlowStop();
            }
            pause(LOOK_AGAIN);
        }
        book.checked(
                item.name(), program, 0, seconds(begun), "another boot id: it was restarted, and is back", number + 1);
    }

    /** The machine takes the answer along when it goes down, so only a refusal says anything. */
    private void order(Item item, List<String> program, int number) throws UnfitException {
        try {
            Optional<HostShell.Ended> ended = shell.once(marker(String.valueOf(number)), program, item.timeout());
            if (ended.isPresent() && ended.get().exit() != 0 && ended.get().exit() < 128) {
                throw new UnfitException(item.name() + ": '" + program.get(0) + "' ended with exit status "
                        + ended.get().exit() + ": " + ended.get().output());
            }
        } catch (IOException goingDown) {
            shell.drop();
        }
    }

    private boolean isBack(String before) throws RefusedException {
        try {
            String now = shell.bootId();
            return !now.isEmpty() && !now.equals(before);
        } catch (RefusedException e) {
            throw e;
        } catch (IOException notYet) {
            shell.drop();
            return false;
        }
    }

    private String marker(String what) {
        String marker = book.marker(what);
        markers.add(marker);
        return marker;
    }

    private double seconds(long since) {
        return (sleeper.nanoTime() - since) / 1e9;
    }

    private void pause(Duration time) throws IOException {
        try {
            sleeper.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What a host did is not what the file expects. */
    private static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1;

        UnfitException(String message) {
            super(message);
        }
    }

    /** The run ends while a host is away. */
    private static final class SlowStop extends IOException {
        private static final long serialVersionUID = 1;
    }
}
