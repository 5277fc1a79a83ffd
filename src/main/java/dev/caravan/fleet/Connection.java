package dev.caravan.fleet;

import dev.caravan.model.Inventory.Host;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.function.BooleanSupplier;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;

/** A host that let us in. Commands run one after another. */
public final class Connection implements AutoCloseable {
    static final int KEPT = 16_384;

    private static final Duration OPENING = Duration.ofSeconds(15);
    private static final long LOOK_EVERY_MILLIS = 100;

    private final Host host;
    private final ClientSession session;

    Connection(Host host, ClientSession session) {
        this.host = host;
        this.session = session;
    }

    /**
     * What a command did.
     *
     * @param output the end of its standard output, at most 16 KiB
     * @param errors the end of its standard error, at most 16 KiB
     */
    public record Said(int exit, String output, String errors) {}

    /**
     * Runs a line of the host's shell.
     *
     * @param most how long it may take
     * @param stopped true once waiting is of no use any more
     * @throws SlowException when it takes longer, or waiting was ended; it may still run
     * @throws IOException when the connection was cut; it may still run
     */
    public Said exec(String line, Duration most, BooleanSupplier stopped) throws IOException {
        Tail output = new Tail(KEPT);
        Tail errors = new Tail(KEPT);
        try (ChannelExec channel = session.createExecChannel(line)) {
            channel.setOut(output);
            channel.setErr(errors);
            channel.open().verify(OPENING);
            await(channel, most, stopped);
            Integer exit = channel.getExitStatus();
            if (exit == null) {
                throw new IOException(host.name() + ": the connection was cut");
            }
            return new Said(exit, output.text(), errors.text());
        }
    }

    private void await(ChannelExec channel, Duration most, BooleanSupplier stopped) throws IOException {
        long begun = System.nanoTime();
        while (!channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LOOK_EVERY_MILLIS)
                .contains(ClientChannelEvent.CLOSED)) {
            if (System.nanoTime() - begun > most.toNanos()) {
                throw new SlowException(host.name() + ": did not end within " + most.toSeconds() + " s");
            }
            if (stopped.getAsBoolean()) {
                throw new SlowException(host.name() + ": was not waited for, as the run ends");
            }
        }
    }

    @Override
    public void close() {
        session.close(true);
    }
}
