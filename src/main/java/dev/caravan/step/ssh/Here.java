package dev.caravan.step.ssh;

import dev.caravan.fleet.HostShell.Ended;
import dev.caravan.model.Programs;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/** Runs programs on this machine for hosts, one at a time: what they share, such as a repository, is touched by one of them. */
final class Here {
    private final ReentrantLock turn = new ReentrantLock();

    Ended run(List<String> program, Duration most) throws IOException {
        turn.lock();
        try {
            Process process = Programs.builder(program)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> said(process));
            try {
                String text = output.get(most.toMillis(), TimeUnit.MILLISECONDS);
                return new Ended(process.waitFor(), text.strip());
            } catch (TimeoutException e) {
                process.destroyForcibly();
                throw new IOException("'" + program.get(0) + "' did not end within " + most.toSeconds() + " s", e);
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        } finally {
            turn.unlock();
        }
    }

    private static String said(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
