package dev.caravan.step.ssh;

import dev.caravan.fleet.Fleet;
import dev.caravan.fleet.HostShell;
import dev.caravan.model.Inventory.Host;
import dev.caravan.repository.HostRow;
import dev.caravan.repository.HostRows;
import dev.caravan.repository.HostState;
import dev.caravan.repository.Sleeper;
import dev.caravan.spi.StepCall;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One call of a step on hosts: hosts side by side within the limit, a thread for each that is worked on and no other. */
final class Rollout {
    /** How long a lost host is tried again. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final StepCall call;
    private final Task task;
    private final HostRows kept;
    private final Clock clock;
    private final Sleeper sleeper;
    private final Map<String, HostRow> rows;
    private final BooleanSupplier stopped;
    private final Here here = new Here();
    private final AtomicInteger failed = new AtomicInteger();

    Rollout(StepCall call, Task task, HostRows kept, Clock clock, Sleeper sleeper) {
        this.call = call;
        this.task = task;
        this.kept = kept;
        this.clock = clock;
        this.sleeper = sleeper;
        this.rows = new ConcurrentHashMap<>(
                kept.of(call.migration().name(), call.passage(), call.step().id()));
        long begun = sleeper.nanoTime();
        long most = Duration.between(call.now(), call.deadline()).toNanos();
        this.stopped = () -> call.stopped().getAsBoolean() || sleeper.nanoTime() - begun > most;
    }

    Map<String, HostRow> rows() {
        return rows;
    }

    boolean isStopped() {
        return stopped.getAsBoolean();
    }

    long count(HostState state) {
        return task.hosts().stream()
                .filter(host ->
                        rows.containsKey(host.name()) && rows.get(host.name()).state() == state)
                .count();
    }

    /** True when the next host may be begun. */
    boolean mayGoOn() {
        return failed.get() <= task.failures() && count(HostState.UNKNOWN) == 0 && !isStopped();
    }

    /** Wave after wave, the hosts of {@code without} left out. */
    void forward(Collection<String> without) {
        try (Fleet fleet = new Fleet()) {
            for (List<Host> wave : task.waves()) {
                List<Host> due = wave.stream()
                        .filter(host -> !without.contains(host.name()) && !isDone(host))
                        .toList();
                if (!mayGoOn()) {
                    return;
                }
                sideBySide(due, host -> forward(host, fleet));
            }
        }
    }

    private boolean isDone(Host host) {
        HostRow row = rows.get(host.name());
        return row != null && row.state() == HostState.DONE;
    }

    private void forward(Host host, Fleet fleet) {
        if (!mayGoOn()) {
            return;
        }
        HostRow before = rows.get(host.name());
        boolean underWay = before != null && before.state() == HostState.RUNNING;
        HostRow row =
                before == null ? HostRow.begin(host.name(), 1, clock.instant()) : underWay ? before : before.next();
        HostBook book = new HostBook(call, host, kept, clock, row);
        book.keep(row);
        rows.put(host.name(), row);
        try (HostShell shell = new HostShell(host, fleet, sleeper, PATIENCE, stopped)) {
            new HostWork(task, host, shell, book, sleeper, stopped).run(underWay);
        } finally {
            rows.put(host.name(), book.row());
        }
        if (book.row().state() == HostState.FAILED) {
            failed.incrementAndGet();
        }
    }

    /** Takes back on every host of {@code only} that was begun, all of them whatever becomes of one. */
    void backward(Collection<Host> only) {
        List<Host> begun = only.stream()
                .filter(host ->
                        rows.containsKey(host.name()) && rows.get(host.name()).state() != HostState.UNDONE)
                .toList();
        if (begun.isEmpty()) {
            return;
        }
        try (Fleet fleet = new Fleet()) {
            sideBySide(begun, host -> backward(host, fleet));
        }
    }

    private void backward(Host host, Fleet fleet) {
        HostBook book = new HostBook(call, host, kept, clock, rows.get(host.name()));
        try (HostShell shell = new HostShell(host, fleet, sleeper, PATIENCE, stopped)) {
            new HostUndo(task, host, shell, book, here).run();
        } finally {
            rows.put(host.name(), book.row());
        }
    }

    private void sideBySide(List<Host> hosts, Consumer<Host> work) {
        if (hosts.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(task.together(), hosts.size()));
        try {
            List<Future<?>> flights = new ArrayList<>();
            for (Host host : hosts) {
                flights.add(threads.submit(() -> work.accept(host)));
            }
            for (Future<?> flight : flights) {
                flight.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
