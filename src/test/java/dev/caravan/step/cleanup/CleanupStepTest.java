package dev.caravan.step.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.SystemSettings;
import dev.caravan.repository.Sha256;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import dev.caravan.step.SystemTools;
import dev.caravan.step.snapshot.SnapshotStep;
import dev.caravan.system.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanupStepTest {
    private static final Instant BEGUN = Instant.parse("2030-01-02T03:04:05Z");

    @TempDir
    private Path folder;

    private CleanupStep step;
    private SystemSettings system;
    private ObjectNode facts;
    private Path one;
    private Path two;

    @BeforeEach
    void make() throws IOException {
        step = new CleanupStep(tools());
        Path root = Files.createDirectories(folder.resolve("v1"));
        Files.writeString(root.resolve("a"), "x");
        system = StepCalls.system("v1", "files", root.toString());
        facts = JsonNodeFactory.instance.objectNode();
        one = snapshot("one", "{\"of\": \"v1\", \"keep\": \"7d\"}", BEGUN);
        two = snapshot("two", "{\"of\": \"v1\"}", BEGUN.plusSeconds(1));
    }

    @Test
    void shouldWaitForTheRetentionTimeAndForEverySnapshotsOwn() {
        StepResult.Wait retention = waits(step.advance(call("{\"after\": \"1d\"}", BEGUN.plusSeconds(60), nothing())));
        StepResult.Wait kept = waits(step.advance(call("{\"after\": \"1d\"}", after(1), nothing())));

        assertThat(retention.until()).isEqualTo(BEGUN.plus(Duration.ofDays(1)));
        assertThat(retention.reason())
                .contains("kept for 1d, until 2030-01-03T03:04:05Z; earlier only where after: in the file says so");
        assertThat(kept.until()).isEqualTo(BEGUN.plus(Duration.ofDays(7)));
        assertThat(kept.reason()).contains(one.getFileName().toString());
        assertThat(one).exists();
        assertThat(two).exists();
    }

    @Test
    void shouldRemoveOneAfterAnotherAndNothingElse() throws IOException {
        Path stranger = snapshot("other", "{\"of\": \"v1\"}", BEGUN.plusSeconds(2));
        facts.remove("other");

        StepResult.Wait first = waits(step.advance(call("{\"after\": \"7d\"}", after(7), nothing())));
        StepResult.Wait second = waits(step.advance(call("{\"after\": \"7d\"}", after(7), first.memo())));
        StepResult.Done done = (StepResult.Done) step.advance(call("{\"after\": \"7d\"}", after(7), second.memo()));

        assertThat(first.reason()).isEqualTo("removed snapshot " + one.getFileName() + "; 1 left");
        assertThat(second.reason()).isEqualTo("removed snapshot " + two.getFileName() + "; 0 left");
        assertThat(done.facts().path("count").asInt()).isEqualTo(2);
        assertThat(one).doesNotExist();
        assertThat(two).doesNotExist();
        assertThat(stranger.resolve("manifest.json")).exists();
        assertThat(folder.resolve("v1/a")).exists();
    }

    @Test
    void shouldArchiveFirstAndKeepWhatCannotBeArchived() throws IOException {
        String options = "{\"after\": \"7d\", \"archive\": \"" + folder.resolve("out") + "\"}";
        Files.writeString(two.resolve("tree/a"), "damaged");

        StepResult.Wait first = waits(step.advance(call(options, after(7), nothing())));

        assertThat(first.reason()).startsWith("packed snapshot " + one.getFileName() + "; 1 left to pack");
        assertThat(Path.of(first.memo().at("/archived/0/archive").asText())).isRegularFile();
        assertThatThrownBy(() -> step.advance(call(options, after(7), first.memo())))
                .hasMessageContaining("damaged");
        assertThat(one.resolve("manifest.json")).exists();
        assertThat(two.resolve("manifest.json")).exists();
    }

    @Test
    void shouldRemoveServicesAndFilesOnceAnArchiveHoldsThem() throws IOException {
        Path v1 = folder.resolve("v1");
        Files.createSymbolicLink(v1.resolve("link"), folder.resolve("state"));
        Files.writeString(folder.resolve("up"), "");

        List<String> reasons = new ArrayList<>();
        StepResult result = step.advance(call(everything(), after(7), nothing()));
        while (result instanceof StepResult.Wait wait) {
            reasons.add(wait.reason().replaceAll("[;,] .*", ""));
            result = step.advance(call(everything(), after(7), wait.memo()));
        }

        assertThat(reasons)
                .containsExactly(
                        "packed files " + real("v1"),
                        "packed snapshot " + one.getFileName(),
                        "packed snapshot " + two.getFileName(),
                        "removed service app",
                        "removed files " + real("v1"),
                        "removed files " + real("export.json"),
                        "removed snapshot " + one.getFileName(),
                        "removed snapshot " + two.getFileName());
        JsonNode facts = ((StepResult.Done) result).facts();
        assertThat(facts.path("count").asInt()).isEqualTo(4);
        assertThat(facts.at("/removed/0/gone/exit").asInt(-1)).isZero();
        assertThat(facts.at("/removed/1/entries").asInt()).isEqualTo(3);
        assertThat(facts.at("/removed/1/sha256").asText()).hasSize(64);
        assertThat(facts.at("/removed/2/was").asText()).isEqualTo("gone");
        assertThat(v1).doesNotExist();
        assertThat(folder.resolve("up")).doesNotExist();
        assertThat(folder.resolve("state")).exists();
    }

    @Test
    void shouldLeaveAllOfAFolderThatIsNotAsItWasPacked() throws IOException {
        StepResult result = step.advance(call(everything(), after(7), nothing()));
        while (result instanceof StepResult.Wait wait && !wait.reason().startsWith("removed service")) {
            result = step.advance(call(everything(), after(7), wait.memo()));
        }
        Files.writeString(folder.resolve("v1/b"), "came later");
        JsonNode memo = waits(result).memo();

        assertThatThrownBy(() -> step.advance(call(everything(), after(7), memo)))
                .hasMessageContaining("v1/b")
                .hasMessageContaining("nothing was removed");
        assertThat(folder.resolve("v1/a")).exists();
        Files.delete(Path.of(memo.at("/archived/0/archive").asText()));
        StepResult.Wait again = waits(step.advance(call(everything(), after(7), memo)));
        assertThat(again.reason()).startsWith("packed files");
    }

    @Test
    void shouldNotRemoveWhereItWorks() {
        String options = "{\"after\": \"7d\", \"archive\": \"ARCHIVE\", \"files\": [\"" + folder + "\"]}";
        String inside = options.replace("ARCHIVE", folder.resolve("out").toString());

        assertThatThrownBy(() -> step.advance(call(inside, after(7), nothing())))
                .hasMessageContaining(" lies in " + folder + ", so it is not removed");
        assertThat(one).exists();
    }

    @Test
    void shouldFailWhereAServiceIsStillThere() {
        String options = everything().replace("rm", "true");
        assertThat(folder.resolve("up").toFile().mkdir()).isTrue();
        StepResult result = step.advance(call(options, after(7), nothing()));
        StepResult.Wait packed =
                waits(step.advance(call(options, after(7), waits(result).memo())));
        StepResult.Wait ready = waits(step.advance(call(options, after(7), packed.memo())));

        assertThatThrownBy(() -> step.advance(call(options, after(7), ready.memo())))
                .hasMessageContaining("it was removed, and the program that looks whether it is gone ended with 1");
        assertThat(folder.resolve("v1")).exists();
    }

    @Test
    void shouldRemoveTheTemporaryFilesThatWereThereWhenItBegan() throws IOException {
        Path exports = Files.createDirectories(folder.resolve("exports"));
        for (String name : List.of("export_1.json", "export_2.json", "notes.json")) {
            Files.writeString(exports.resolve(name), name);
        }
        Files.createSymbolicLink(exports.resolve("export_3.json"), exports.resolve("notes.json"));
        String options = "{\"after\": \"1d\", \"temporary\": \"" + exports + "/export_*.json\", \"snapshots\": false}";

        JsonNode listed = waits(step.advance(call(options, BEGUN, nothing()))).memo();
        StepResult.Wait kept = waits(step.advance(call(options, BEGUN.plusSeconds(60), listed)));
        Files.writeString(exports.resolve("export_0.json"), "came later");
        StepResult.Wait first = waits(step.advance(call(options, after(1), listed)));
        Files.writeString(exports.resolve("export_2.json"), "another one");

        assertThat(listed.path("temporary").findValuesAsText("bytes")).containsExactly("13", "13");
        assertThat(kept.until()).isEqualTo(after(1));
        assertThat(first.memo().at("/removed/0/sha256").asText()).isEqualTo(Sha256.hex("export_1.json"));
        assertThatThrownBy(() -> step.advance(call(options, after(1), first.memo())))
                .hasMessageContaining("it is not what it was when the clean-up began, so it is not removed");
        assertThat(exports.toFile().list())
                .containsExactlyInAnyOrder("export_0.json", "export_2.json", "export_3.json", "notes.json");
        assertThat(one).exists();
    }

    @Test
    void shouldNotWaitWhereNothingIsThere() {
        String options = "{\"after\": \"1d\", \"temporary\": \"" + folder + "/no/export_*\", \"snapshots\": false}";

        JsonNode listed = waits(step.advance(call(options, BEGUN, nothing()))).memo();
        StepResult done = step.advance(call(options, BEGUN, listed));

        assertThat(((StepResult.Done) done).facts().path("count").asInt(-1)).isZero();
    }

    private String everything() {
        return "{\"after\": \"7d\", \"archive\": \"DIR/out\", \"files\": [\"DIR/v1\", \"DIR/export.json\"], \"services\":"
                .concat(
                        " [{\"name\": \"app\", \"remove\": [\"rm\", \"DIR/up\"], \"gone\": [\"test\", \"!\", \"-e\", \"DIR/up\"]}]}")
                .replace("DIR", folder.toString());
    }

    private Path real(String name) throws IOException {
        return folder.toRealPath().resolve(name);
    }

    @Test
    void shouldNotRemoveWhatIsNotWhatWasWrittenDown() {
        ((ObjectNode) facts.get("two")).put("folder", folder.resolve("v1").toString());

        StepResult.Wait first = waits(step.advance(call("{\"after\": \"7d\"}", after(7), nothing())));

        assertThat(first.memo().path("removed")).hasSize(1);
        assertThat(folder.resolve("v1/a")).exists();
    }

    @Test
    void shouldGoOnWhereARemovalWasCutOff() throws IOException {
        Files.delete(two.resolve("manifest.json"));

        StepResult.Wait first = waits(step.advance(call("{\"after\": \"7d\"}", after(7), nothing())));
        step.advance(call("{\"after\": \"7d\"}", after(7), first.memo()));

        assertThat(one).doesNotExist();
        assertThat(two).doesNotExist();
    }

    private Path snapshot(String name, String options, Instant begun) {
        StepCall call = StepCalls.call("snapshot", options, system);
        StepResult.Done done = (StepResult.Done) new SnapshotStep(tools()).advance(at(call, begun, begun, nothing()));
        facts.set(name, done.facts());
        return Path.of(done.facts().path("folder").asText());
    }

    private SystemTools tools() {
        return new SystemTools(new Systems(Clock.systemUTC())::kind, folder.resolve("state"));
    }

    private StepCall call(String options, Instant now, JsonNode memo) {
        return at(StepCalls.call("cleanup", options, system), BEGUN, now, memo);
    }

    private StepCall at(StepCall call, Instant begun, Instant now, JsonNode memo) {
        return new StepCall(
                call.migration(),
                call.step(),
                call.purpose(),
                1,
                1,
                memo,
                facts,
                begun,
                now,
                now.plusSeconds(10),
                () -> false);
    }

    private static Instant after(int days) {
        return BEGUN.plus(Duration.ofDays(days));
    }

    private static ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static StepResult.Wait waits(StepResult result) {
        assertThat(result).isInstanceOf(StepResult.Wait.class);
        return (StepResult.Wait) result;
    }
}
