package dev.caravan.step.ssh;

import dev.caravan.fleet.HostShell;
import dev.caravan.model.Inventory.Host;
import dev.caravan.repository.HostRow;
import dev.caravan.repository.HostState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Takes back on one host what was begun there, the last item first. Used by one thread. */
final class HostUndo {
    private final Task task;
    private final Host host;
    private final HostShell shell;
    private final HostBook book;
    private final Here here;

    HostUndo(Task task, Host host, HostShell shell, HostBook book, Here here) {
        this.task = task;
        this.host = host;
        this.shell = shell;
        this.book = book;
        this.here = here;
    }

    void run() {
        HostRow row = book.row();
        try {
            shell.open();
            if (row.state() == HostState.UNDOING) {
                // What failed is tried anew; what was cut off is asked
                book.keep(row.reason().isEmpty() ? row : row.next().become(HostState.UNDOING, null, ""));
            } else {
                endWhatRuns();
                int last = Math.min(row.item(), task.items().size() - 1);
                book.keep(row.at(last).become(HostState.UNDOING, null, ""));
            }
            takeBack();
            book.keep(book.row().become(HostState.UNDONE, book.now(), ""));
        } catch (IOException e) {
            book.keep(book.row().become(HostState.UNDOING, null, e.getMessage()));
        }
    }

    /** A program that the forward way lost sight of must not work against its undo; nor must the timer. */
    private void endWhatRuns() throws IOException {
        if (book.row().state() == HostState.DONE) {
            return;
        }
        shell.end(book.marker(String.valueOf(book.row().item())));
        if (!task.revert().isEmpty()) {
            shell.confirm(book.marker(HostWork.REVERT), task.revertAfter().plusMinutes(1));
        }
    }

    private void takeBack() throws IOException {
        for (int next = book.row().item(); next >= 0; next--) {
            Item item = task.items().get(next);
            if (item.isFor(host) && !item.undoHere().isEmpty()) {
                undoHere(item, next);
            }
            if (item.isFor(host) && !item.undo().isEmpty()) {
                undo(item.name(), item.undo(), item, next);
            }
            book.keep(book.row().at(next - 1));
        }
        boolean own = task.items().stream().anyMatch(item -> !item.undo().isEmpty());
        if (!task.revert().isEmpty() && !own) {
            undo(HostWork.REVERT, task.revert(), task.items().get(0), -1);
        }
    }

    private void undoHere(Item item, int number) throws IOException {
        List<String> program = Item.filled(item.undoHere(), host);
        long begun = System.nanoTime();
        HostShell.Ended ended = here.run(program, item.timeout());
        double seconds = (System.nanoTime() - begun) / 1e9;
        book.checked("undo of " + item.name() + ", here", program, ended.exit(), seconds, ended.output(), number);
        if (ended.exit() != 0) {
            throw new IOException(host.name() + ": '" + program.get(0) + "', here, ended with exit status "
                    + ended.exit() + ": " + ended.output());
        }
    }

    private void undo(String name, List<String> written, Item item, int number) throws IOException {
        List<String> program = Item.filled(written, host);
        long begun = System.nanoTime();
        Optional<HostShell.Ended> ended = shell.once(book.marker("undo " + number), program, item.timeout());
        if (ended.isEmpty()) {
            throw new IOException(host.name() + " lost '" + String.join(" ", program) + "' in the middle");
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        book.checked(
                "undo of " + name,
                program,
                ended.get().exit(),
                seconds,
                ended.get().output(),
                number);
        if (ended.get().exit() != 0) {
            throw new IOException(host.name() + ": '" + String.join(" ", program) + "' ended with exit status "
                    + ended.get().exit());
        }
    }
}
