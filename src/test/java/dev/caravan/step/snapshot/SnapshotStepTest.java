package dev.caravan.step.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import dev.caravan.step.SystemTools;
import dev.caravan.system.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStepTest {
    private static final Instant BEGUN = Instant.parse("2030-01-02T03:04:05.006Z");

    @TempDir
    private Path folder;

    private SystemSettings system;
    private SnapshotStep step;

    @BeforeEach
    void make() throws IOException {
        Path root = Files.createDirectories(folder.resolve("v1"));
        Files.writeString(root.resolve("a.json"), "[1]");
        Files.writeString(root.resolve("b.json"), "[2]");
        system = StepCalls.system("v1", "files", root.toString());
        step = new SnapshotStep(new SystemTools(new Systems(Clock.systemUTC())::kind, folder.resolve("state")));
    }

    @Test
    void shouldTakeProveAndKeepIt() {
        StepResult.Done done = done(step.advance(call("{\"of\": \"v1\", \"to\": \"\", \"keep\": \"7d\"}")));

        Path place = Path.of(done.facts().path("folder").asText());
        assertThat(place).isEqualTo(folder.resolve("state/snapshots/m/p.x-1-20300102T030405006Z"));
        assertThat(place.resolve("manifest.json")).isRegularFile();
        assertThat(done.facts().path("records").asLong()).isEqualTo(2);
        assertThat(done.evidence().path("proof").asText()).contains("restored into a temporary folder");
        assertThat(done.evidence().path("keepUntil").asText()).isEqualTo("2030-01-09T03:04:05.006Z");
        assertThat(place.resolve("tree/b.json")).hasContent("[2]");
    }

    @Test
    void shouldFindItsOwnAfterACrashAndTakeANewOneWhenItBeginsAgain() throws IOException {
        StepResult.Done first = done(step.advance(call("{\"of\": \"v1\"}")));
        Files.writeString(folder.resolve("v1/c.json"), "[3]");

        StepResult.Done again = done(step.advance(call("{\"of\": \"v1\"}")));
        StepResult.Done anew =
                done(step.advance(call("{\"of\": \"v1\"}", BEGUN.plusSeconds(9), nothing(), nothing(), () -> false)));

        assertThat(again.facts().path("digest")).isEqualTo(first.facts().path("digest"));
        assertThat(anew.facts().path("records").asLong()).isEqualTo(3);
        assertThat(shelf()).hasSize(2);
        assertThat(step.look(call("{\"of\": \"v1\"}"))).isInstanceOf(StepResult.Again.class);
    }

    @Test
    void shouldLeaveNothingBehindThatASecondTryWouldNotTakeAway() throws IOException {
        StepResult stopped = step.advance(call("{\"of\": \"v1\"}", BEGUN, nothing(), nothing(), new CountingStop(6)));
        assertThat(stopped).isInstanceOf(StepResult.Wait.class);
        assertThat(shelf()).singleElement().asString().endsWith(".part");

        done(step.advance(call("{\"of\": \"v1\"}", BEGUN.plusSeconds(9), nothing(), nothing(), () -> false)));

        assertThat(shelf()).singleElement().asString().doesNotEndWith(".part");
    }

    @Test
    void shouldCompareOnTheWayBackAndChangeNothing() throws IOException {
        StepResult.Done taken = done(step.advance(call("{\"of\": \"v1\"}")));

        StepResult.Done same = done(step.undo(call("{\"of\": \"v1\"}", BEGUN, taken.memo(), nothing(), () -> false)));
        Files.writeString(folder.resolve("v1/a.json"), "[1, 2]");
        StepResult.Done other = done(step.undo(call("{\"of\": \"v1\"}", BEGUN, taken.memo(), nothing(), () -> false)));
        Files.move(folder.resolve("v1"), folder.resolve("gone"));
        StepResult.Done gone = done(step.undo(call("{\"of\": \"v1\"}", BEGUN, taken.memo(), nothing(), () -> false)));

        assertThat(same.evidence().path("same").asBoolean()).isTrue();
        assertThat(other.evidence().path("same").asBoolean()).isFalse();
        assertThat(other.evidence().path("differences")).hasToString("[\"file a.json: other values\"]");
        assertThat(gone.evidence().path("same").asBoolean()).isFalse();
    }

    @Test
    void shouldNotCallADifferenceWhatAPipelineMoved() throws IOException {
        StepResult.Done taken = done(step.advance(call("{\"of\": \"v1\"}")));
        Files.writeString(folder.resolve("v1/t"), "[3]");
        StepCall back = call("{\"of\": \"v1\"}", BEGUN, taken.memo(), nothing(), () -> false);

        StepResult.Done alone = done(step.undo(back));
        StepResult.Done filled = done(step.undo(StepCalls.filling(system, back)));
        Files.writeString(folder.resolve("v1/a.json"), "[3]");
        StepResult.Done other = done(step.undo(StepCalls.filling(system, back)));

        assertThat(alone.evidence().path("same").asBoolean(true)).isFalse();
        assertThat(filled.evidence().path("same").asBoolean()).isTrue();
        assertThat(filled.evidence().path("leftOut")).hasToString("[\"t\"]");
        assertThat(other.evidence().path("differences")).hasToString("[\"file a.json: other values\"]");
    }

    @Test
    void shouldRestoreOnTheWayBackWhereTheFileSaysSo() throws IOException {
        String options = "{\"of\": \"v1\", \"on-rollback\": \"restore\"}";
        StepResult.Done taken = done(step.advance(call(options)));
        Files.writeString(folder.resolve("v1/a.json"), "[1, 2]");
        Files.writeString(folder.resolve("v1/new.json"), "[3]");

        StepResult.Done back = done(step.undo(call(options, BEGUN, taken.memo(), nothing(), () -> false)));

        assertThat(back.evidence().path("same").asBoolean()).isTrue();
        assertThat(folder.resolve("v1/a.json")).hasContent("[1]");
        assertThat(folder.resolve("v1/new.json")).doesNotExist();
        assertThat(folder.resolve("v1/b.json")).hasContent("[2]");
    }

    @Test
    void shouldRestoreWhatAnotherStepTook() throws IOException {
        StepResult.Done taken = done(step.advance(call("{\"of\": \"v1\"}")));
        Files.delete(folder.resolve("v1/b.json"));
        JsonNode facts = nothing().set("before", taken.facts());
        String restore = "{\"of\": \"v1\", \"restore\": \"before\"}";

        done(step.advance(call(restore, BEGUN, nothing(), facts, () -> false)));

        assertThat(folder.resolve("v1/b.json")).hasContent("[2]");
        assertThat(step.destructive(call(restore).step())).isTrue();
        assertThat(step.undoOf(call(restore).step())).isEmpty();
        StepResult unknown = step.advance(call(restore));
        assertThat(unknown).isInstanceOfSatisfying(StepResult.Failed.class, failed -> assertThat(failed.reason())
                .contains("step 'before'"));
    }

    @Test
    void shouldNotRestoreADamagedCopyNorAnotherOne() throws IOException {
        String options = "{\"of\": \"v1\", \"on-rollback\": \"restore\"}";
        StepResult.Done taken = done(step.advance(call(options)));
        Files.writeString(folder.resolve("v1/a.json"), "now");
        Path copied = Path.of(taken.facts().path("folder").asText(), "tree/a.json");
        Files.writeString(copied, "[9]");

        refused(() -> step.undo(call(options, BEGUN, taken.memo(), nothing(), () -> false)));
        Files.writeString(copied, "[1]");
        JsonNode forged =
                StepCalls.json("{\"folder\": \"" + taken.facts().path("folder").asText() + "\", \"digest\": \"00\"}");
        refused(() -> step.undo(call(options, BEGUN, forged, nothing(), () -> false)));

        assertThat(folder.resolve("v1/a.json")).hasContent("now");
    }

    private List<Path> shelf() throws IOException {
        try (Stream<Path> found = Files.list(folder.resolve("state/snapshots/m"))) {
            return found.toList();
        }
    }

    private StepCall call(String options) {
        return call(options, BEGUN, nothing(), nothing(), () -> false);
    }

    private StepCall call(String options, Instant begun, JsonNode memo, JsonNode facts, BooleanSupplier stopped) {
        StepCall call = StepCalls.call("snapshot", options, memo, 10, system);
        return new StepCall(
                call.migration(),
                call.step(),
                call.purpose(),
                1,
                1,
                memo,
                facts,
                begun,
                begun,
                begun.plusSeconds(10),
                stopped);
    }

    private static com.fasterxml.jackson.databind.node.ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static StepResult.Done done(StepResult result) {
        assertThat(result).isInstanceOf(StepResult.Done.class);
        return (StepResult.Done) result;
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CaravanException.class, refused -> assertThat(refused.code())
                .isEqualTo(ErrorCode.SNAPSHOT_UNPROVED));
    }

    /** Says stop from the n-th question on. */
    private static final class CountingStop implements BooleanSupplier {
        private int left;

        private CountingStop(int questions) {
            this.left = questions;
        }

        @Override
        public boolean getAsBoolean() {
            return --left < 0;
        }
    }
}
