package dev.caravan.step.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.scenario.Launched;
import dev.caravan.servers.SshHosts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody is left to confirm: the host, a real sshd, puts itself back on its own, and the next run says so. */
class KilledRevertIT {
    @TempDir
    private Path folder;

    @Test
    void shouldPutItselfBackWhenTheRunIsKilledBeforeItConfirms() throws Exception {
        try (SshHosts hosts = new SshHosts(Files.createDirectories(folder.resolve("hosts")), "a")) {
            SshHosts.Machine host = hosts.host("a");
            Launched caravan = new Launched(folder);

            Process run = caravan.start(words(hosts));
            await(host, "change");
            run.destroyForcibly().waitFor();
            await(host, "back");
            Files.createFile(host.root().resolve("go"));
            int again = caravan.run(words(hosts));

            assertThat(again).isEqualTo(1);
            assertThat(caravan.errors()).contains("a: it was not confirmed within 1 s, and has put itself back");
            assertThat(host.effects()).containsExactly("change", "back");
        }
    }

    private List<String> words(SshHosts hosts) throws Exception {
        SshHosts.Machine host = hosts.host("a");
        Path file = Files.writeString(
                folder.resolve("m.yaml"),
                """
                migration: m
                systems: {}
                inventory:
                  user: %s
                  key: %s
                  hosts: { a: { address: %s, port: %d, host-key: "%s" } }
                plan:
                  - phase: p
                    steps:
                      - ssh: { name: x, hosts: a, run: [sh, -c, "count change; until [ -e ../go ]; do sleep 0.1; done"], revert: { run: [count, back], after: 1s } }
                """
                        .formatted(
                                System.getProperty("user.name"),
                                hosts.key(),
                                host.address(),
                                hosts.port(),
                                host.publicKey()));
        return List.of(
                "run", file.toString(), "--state", folder.resolve("state").toString());
    }

    private static void await(SshHosts.Machine host, String effect) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!host.effects().contains(effect)) {
            assertThat(System.nanoTime()).as("no '" + effect + "' on the host").isLessThan(until);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
