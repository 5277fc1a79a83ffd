package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan whose run is killed in the middle of a program: nothing is guessed, a person decides, every effect is there once. */
class StepsIT {
    @TempDir
    private Path folder;

    private Scene scene;

    /** The middle step says that it has begun, and ends once somebody lets it go; told to begin later, it ends at once. */
    @BeforeEach
    void makeScene() {
        scene = new Scene(folder)
                .file("log", "")
                .migration(
                        """
                        migration: lamps
                        systems: {}
                        plan:
                          - phase: prepare
                            steps:
                              - exec: { name: first, run: [ sh, -c, 'echo first >> DIR/log; echo all well' ], leaves: lines of a log }
                              - exec: { name: switch off, run: [ sh, DIR/off.sh ], leaves: v1 off }
                          - phase: finish
                            steps: [ exec: { name: last, run: [ sh, -c, 'echo last >> DIR/log' ], leaves: lines of a log } ]
                        """)
                .file(
                        "off.sh",
                        """
                        cd "$(dirname "$0")"
                        if [ -e go ]; then echo off >> log; exit; fi
                        echo begun >> log
                        while [ -e log ] && [ ! -e go ]; do sleep 0.1; done
                        """);
    }

    @AfterEach
    void letGo() {
        scene.file("go", "");
    }

    @Test
    void shouldLetAPersonDecideWhatBecameOfAStepThatWasCutOff() {
        kill();
        assertThat(lines("status", "lamps"))
                .anyMatch(line -> line.startsWith("lamps: interrupted; run it again to resume, run 1 since "))
                .anyMatch(line -> line.startsWith("  plan: 1 of 3 steps done, passage 1 since "))
                .contains(
                        "    prepare",
                        "    finish",
                        "      pending    exec       last",
                        "      running    exec       switch off")
                .anyMatch(line -> line.matches("      done       exec       first \\(\\d+\\.\\d s\\): exit 0,"
                        + " output all well, program sh"));

        assertThat(scene.call("plan").outLines())
                .anyMatch(
                        line -> line.startsWith("passage 1 was begun at ") && line.endsWith(": a run goes on with it"))
                .anyMatch(line -> line.matches("   stands    done at \\S+: not run again"))
                .anyMatch(line -> line.matches("   stands    begun at \\S+: asked what became of it, then it goes on"))
                .contains("   stands    to come");
        assertThat(Called.here("plan", scene.at("m.yaml"), "--state", scene.at("none"))
                        .err())
                .contains("holds no state; name the folder that a run was given");

        Called asked = scene.call("run");
        List<String> states = states();
        Called wrong = scene.call("run", "--done", "switch of");
        Called known = scene.call("run", "--done", "first");
        scene.file("go", "");
        Called again = scene.call("run", "--again", "switch off", "--by", "ann", "--reason", "it is still on", "-q");

        assertThat(asked.exit()).isEqualTo(8);
        assertThat(asked.errLines())
                .containsExactly(
                        "OUTCOME_UNKNOWN prepare/switch off: the run was cut off while 'sh " + scene.at("off.sh")
                                + "' ran; look whether it did its work; then run it again with --done 'prepare/switch off' if it"
                                + " did, or with --again 'prepare/switch off' if it did not");
        assertThat(states).containsExactly("done", "unknown", "pending");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("unknown step 'switch of'; nearest 'switch off'; known: first, last, switch off");
        assertThat(known.exit()).isEqualTo(2);
        assertThat(known.err())
                .startsWith("USAGE prepare/first: is done; --done and --again decide about a step whose");
        assertThat(again).isEqualTo(new Called(0, "", ""));
        assertThat(log()).containsExactly("first", "begun", "off", "last");
        assertThat(states()).containsExactly("done", "done", "done");
        assertThat(journal())
                .containsExactly(
                        "ann: step is to be done again (it is still on)",
                        System.getProperty("user.name") + ": step begins again (not done, says ann)");
    }

    @Test
    void shouldGoOnBehindAStepThatAPersonFoundDone() {
        kill();
        assertThat(scene.call("run", "-q").exit()).isEqualTo(8);

        Called done = scene.call("run", "--done", "prepare/switch off", "--by", "bob", "-q");

        assertThat(done).isEqualTo(new Called(0, "", ""));
        assertThat(log()).containsExactly("first", "begun", "last");
        assertThat(journal()).containsExactly("bob: step is said to be done ()");
        assertThat(lines("status", "lamps"))
                .anyMatch(line -> line.matches("      done       exec       switch off.*: by bob, said done"));
    }

    @Test
    void shouldSayWhyAnOrderReachesNobody() {
        assertThat(scene.callNamed("pause", "lamps").err())
                .isEqualTo(
                        "USAGE " + scene.state() + ": nothing runs on this state, so there is no 'lamps' to pause\n");
        scene.file("go", "");
        scene.call("run", "-q");

        assertThat(scene.callNamed("abort", "lamps"))
                .isEqualTo(
                        new Called(
                                2,
                                "",
                                "USAGE " + scene.state()
                                        + ": nothing runs on this state, so there is no 'lamps' to abort; its run 1 ended: done\n"));
        assertThat(scene.callNamed("resume", "lamp").err())
                .endsWith("so there is no 'lamp' to resume; unknown migration 'lamp'; nearest 'lamps'; known: lamps\n");
    }

    /** Not in what plan says, nor in what is kept of steps that print it, nor in the report. */
    @Test
    void shouldShowASecretOfTheFileNowhere() throws IOException {
        scene.migration(
                """
                migration: lamps
                systems: {}
                plan:
                  - phase: login
                    steps:
                      - exec: { name: shown, run: [ echo, "-p{{lamp.password}}", "--token=other-secret" ], leaves: nothing }
                      - exec: { name: left out, run: [ "true" ], leaves: nothing, when: '"{{lamp.password}}" == "none"' }
                      - exec: { name: fails, run: [ sh, -c, 'echo no such user as {{lamp.password}}; exit 3' ], leaves: nothing }
                """);
        String given = "lamp.password=first-secret";

        Called plan = Called.here("plan", scene.at("m.yaml"), "--set", given);
        Called run = scene.call("run", "--set", given, "--report", scene.at("report.json"));

        assertThat(plan.out()).contains("runs echo -p***", "when      \"***\" == \"none\"");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("no such user as ***");
        assertThat(Files.readString(scene.at("report.json")))
                .contains("-p***", "--token=***")
                .doesNotContain("other-secret");
        assertThat(plan.out() + run.out() + run.err()).doesNotContain("first-secret");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("first-secret");
            }
        }
    }

    private void kill() {
        try (Program.Running running = new Program(folder).start("run", "m.yaml", "--state", scene.state())) {
            await().atMost(Duration.ofSeconds(60)).until(() -> log().contains("begun"));
            running.kill();
            running.end();
        }
    }

    private List<String> lines(String verb, String name) {
        return scene.callNamed(verb, name).outLines();
    }

    private List<String> states() {
        JsonNode steps =
                scene.callNamed("status", "lamps", "--format", "json").json().at("/0/plan/steps");
        return StreamSupport.stream(steps.spliterator(), false)
                .map(step -> step.get("state").asText())
                .toList();
    }

    private List<String> log() {
        try {
            return Files.readAllLines(scene.at("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What people said, as the journal has it. */
    private List<String> journal() {
        return new Sqlite(scene.state().resolve("caravan.db"))
                .column("SELECT who || ': ' || what || ' (' || why || ')' FROM journal_entries"
                        + " WHERE json_extract(evidence, '$.said') IS NOT NULL ORDER BY number");
    }
}
