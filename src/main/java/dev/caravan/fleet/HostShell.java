package dev.caravan.fleet;

import dev.caravan.model.Inventory.Host;
import dev.caravan.repository.Sleeper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Runs programs on one host, and connects anew when the connection is lost. What changes something is begun under a marker,
 * which the host keeps: asked again with the same marker, it says how that ended and begins nothing. Used by one thread.
 */
public final class HostShell implements AutoCloseable {
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** How the scripts end when the host has put itself back. */
    private static final int PUT_BACK = 3;

    private final Host host;
    private final Fleet fleet;
    private final Sleeper sleeper;
    private final Duration patience;
    private final BooleanSupplier stopped;
    private Connection connection;

    /**
     * A shell that connects when it is first used.
     *
     * @param patience how long a lost host is tried again
     * @param stopped true once waiting is of no use any more
     */
    public HostShell(Host host, Fleet fleet, Sleeper sleeper, Duration patience, BooleanSupplier stopped) {
        this.host = host;
        this.fleet = fleet;
        this.sleeper = sleeper;
        this.patience = patience;
        this.stopped = stopped;
    }

    /**
     * How a program ended.
     *
     * @param output the end of what it said, standard error with it
     */
    public record Ended(int exit, String output) {}

    /**
     * Connects now.
     *
     * @throws IOException when the host is not there, or not to be believed
     */
    public void open() throws IOException {
        connected();
    }

    /**
     * Begins a program under a marker, or waits for the one that was begun under it.
     *
     * @return how it ended; empty when the host lost it, so that nobody can tell
     * @throws SlowException when it did not end in time and was ended, or the run ends
     * @throws IOException when the host was lost for longer than it is tried
     */
    public Optional<Ended> once(String marker, List<String> program, Duration most) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(marker));
        arguments.addAll(program);
        String line = Script.ONCE.line(arguments);
        long begun = sleeper.nanoTime();
        long lost = 0;
        while (true) {
            long gone = sleeper.nanoTime() - begun;
            try {
                Connection.Said said = connected().exec(line, most.minusNanos(Math.min(gone, most.toNanos())), stopped);
                return ended(marker, said);
            } catch (RefusedException e) {
                throw e;
            } catch (SlowException e) {
                if (stopped.getAsBoolean()) {
                    throw e;
                }
                end(marker);
                throw new SlowException(host.name() + ": did not end within " + most.toSeconds() + " s; it was ended");
            } catch (IOException e) {
                drop();
                lost = lost == 0 ? sleeper.nanoTime() : lost;
                if (stopped.getAsBoolean() || sleeper.nanoTime() - lost > patience.toNanos()) {
                    throw e;
                }
                pause();
            }
        }
    }

    private Optional<Ended> ended(String marker, Connection.Said said) throws IOException {
        String text = said.output().stripTrailing();
        int last = text.lastIndexOf('\n');
        String end = text.substring(last + 1);
        if (end.equals(marker + " lost")) {
            return Optional.empty();
        }
        if (!end.startsWith(marker + " exit ")) {
            String why = (said.errors() + text).strip();
            throw new RefusedException(
                    host.name() + ": its shell does not run commands (" + why + "); it must be a POSIX shell", null);
        }
        int exit = Integer.parseInt(end.substring(marker.length() + 6));
        return Optional.of(
                new Ended(exit, last < 0 ? "" : text.substring(0, last).strip()));
    }

    /** Runs a program that changes nothing. */
    public Ended look(List<String> program, Duration most) throws IOException {
        Connection.Said said = retried(Quoter.line(program), most);
        return new Ended(said.exit(), (said.output() + said.errors()).strip());
    }

    /** A text that is another one after each start of the machine. */
    public String bootId() throws IOException {
        return connected()
                .exec(Script.BOOT.line(List.of()), SHORT, stopped)
                .output()
                .strip();
    }

    /**
     * Arms a timer under a marker that runs a program unless {@link #confirm} comes before. Repeating it does no harm.
     *
     * @param work markers of what the program takes back: what still runs under them by then is ended before it
     * @return false when the host has put itself back already
     */
    public boolean arm(String marker, Duration after, List<String> work, List<String> program) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of(marker, String.valueOf(after.toSeconds()), String.join(" ", work)));
        arguments.addAll(program);
        Connection.Said said = retried(Script.ARM.line(arguments), SHORT);
        if (said.exit() != 0 && said.exit() != PUT_BACK) {
            throw new IOException(host.name() + ": its timer cannot be armed: "
                    + said.errors().strip());
        }
        return said.exit() == 0;
    }

    /** Ends the program of a marker, if it still runs. */
    public void end(String marker) throws IOException {
        retried(Script.END.line(List.of(marker)), SHORT);
    }

    /** Disarms the timer over a new connection; false when the host has put itself back. */
    public boolean confirm(String marker, Duration most) throws IOException {
        drop();
        return retried(Script.CONFIRM.line(List.of(marker)), most).exit() == 0;
    }

    /** Takes markers away, as far as the host can be reached. */
    public void forget(List<String> markers) {
        try {
            if (connection != null) {
                connection.exec(Script.FORGET.line(markers), SHORT, stopped);
            }
        } catch (IOException left) {
            // They are small, and no other run has markers of these names
            drop();
        }
    }

    /** Lets the connection go; the next call makes a new one. */
    public void drop() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private Connection.Said retried(String line, Duration most) throws IOException {
        long begun = sleeper.nanoTime();
        while (true) {
            try {
                return connected().exec(line, most, stopped);
            } catch (RefusedException | SlowException e) {
                throw e;
            } catch (IOException e) {
                drop();
                if (stopped.getAsBoolean() || sleeper.nanoTime() - begun > patience.toNanos()) {
                    throw e;
                }
                pause();
            }
        }
    }

    private Connection connected() throws IOException {
        if (connection == null) {
            connection = fleet.connect(host);
        }
        return connection;
    }

    private void pause() throws IOException {
        try {
            sleeper.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        drop();
    }
}
