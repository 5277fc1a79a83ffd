package dev.caravan.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.ErrorCode;
import dev.caravan.repository.Order;
import dev.caravan.repository.OrderOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Complete drops are taken, once. */
class InboxTest {
    @TempDir
    private Path folder;

    private ServeScene scene;

    @BeforeEach
    void open() {
        scene = new ServeScene(folder.toAbsolutePath(), 2);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void shouldRunAMigrationFileOnceItHasSettled() {
        scene.drop("m.yaml", scene.migration("m"));

        scene.look();
        scene.time.pass(ServeScene.SETTLE.minusMillis(1));
        scene.look();
        assertThat(scene.starts("m")).isEmpty();
        assertThat(scene.waiting()).isEqualTo(Map.of("m.yaml", "has just changed"));

        scene.time.pass(Duration.ofMillis(1));
        scene.look();
        assertThat(scene.starts("m")).containsExactly("file 'm.yaml' was dropped");
        assertThat(scene.reasons(".done")).isEqualTo(Map.of("m.yaml", "started run 1 of m"));
        assertThat(scene.waiting()).isEmpty();
    }

    @Test
    void shouldStartTheTimeAnewWithEveryChange() {
        String text = scene.migration("m");
        Path file = scene.drop("m.yaml", text.substring(0, 200));
        scene.look();
        for (int at = 200; at < text.length(); at++) {
            scene.time.pass(Duration.ofMillis(1_900));
            ServeScene.append(file, text.substring(at, at + 1));
            scene.look();
            assertThat(scene.starts("m")).isEmpty();
        }

        scene.time.pass(ServeScene.SETTLE);
        scene.look();

        assertThat(scene.starts("m")).hasSize(1);
        assertThat(scene.state.runs().ofDroppedFile(Settled.digest(text.getBytes())))
                .isPresent();
    }

    @Test
    void shouldLeaveWhatBreaksOffToItsWriterAndRefuseItAfterAWhile() {
        scene.drop("o.yaml", "{run: m");

        scene.settle();
        assertThat(scene.waiting().get("o.yaml")).startsWith("is not complete, or wrong: ");

        scene.time.pass(ServeScene.PATIENCE);
        scene.look();
        assertThat(scene.reasons(".failed")).containsOnlyKeys("o.yaml");
        assertThat(scene.state.orders().open()).isEmpty();
    }

    @Test
    void shouldNotRunAFileOfTheSameContentTwice() {
        scene.drop("m.yaml", scene.migration("m"));
        scene.settle();
        scene.end("m", ErrorCode.ABORTED);

        scene.drop("m.yaml", scene.migration("m"));
        scene.settle();
        scene.restartInbox();
        scene.drop("other.yaml", scene.migration("m"));
        scene.settle();

        String twice = "a file of this content has started run 1 (failed), and is not run twice;"
                + " an order {run: m} goes on with it";
        assertThat(scene.starts("m")).hasSize(1);
        assertThat(scene.reasons(".done"))
                .isEqualTo(Map.of("m.yaml", "started run 1 of m", "m.yaml.2", twice, "other.yaml", twice));
    }

    @Test
    void shouldRunAFileOfAnotherContent() {
        scene.drop("m.yaml", scene.migration("m"));
        scene.settle();
        scene.end("m", ErrorCode.ABORTED);

        scene.drop("m.yaml", scene.migration("m", "description: another one"));
        scene.settle();

        assertThat(scene.starts("m")).hasSize(2);
    }

    @Test
    void shouldNotStartASecondRunBesideTheFirst() {
        scene.drop("m.yaml", scene.migration("m"));
        scene.settle();

        scene.drop("n.yaml", scene.migration("m", "description: another one"));
        scene.settle();

        assertThat(scene.starts("m")).hasSize(1);
        assertThat(scene.reasons(".failed").get("n.yaml"))
                .isEqualTo("USAGE m: runs already (run 1); wait for its end, or 'abort' it first");
    }

    @Test
    void shouldGiveAnOrderOnceByItsIdAndAgainWithoutOne() {
        for (String name : List.of("a.yaml", "b.yaml", "c.json", "d.yml")) {
            String id = name.compareTo("c") < 0 ? ", id: once, by: ada" : ", by: ada";
            scene.drop(name, "{pause: m" + id + "}");
            scene.settle();
            carryOut();
            scene.look();
        }

        assertThat(scene.reasons(".done"))
                .containsEntry("a.yaml", "pause m: done")
                .containsEntry("b.yaml", "order 'once' was given before, and is not carried out twice; pause m: done")
                .containsEntry("c.json", "pause m: done")
                .containsEntry("d.yml", "pause m: done");
        assertThat(carriedOut).containsExactly("pause m by ada", "pause m by ada", "pause m by ada");
    }

    @Test
    void shouldRefuseAnIdThatBelongsToAnotherOrder() {
        scene.drop("a.yaml", "{pause: m, id: once}");
        scene.settle();

        scene.drop("b.yaml", "{resume: m, id: once}");
        scene.settle();

        assertThat(scene.reasons(".failed").get("b.yaml"))
                .startsWith("this id belongs to another order ('pause m' of ");
    }

    @Test
    void shouldKeepWhatComesWhileServeStops() {
        scene.hosting.stop(Duration.ZERO);
        scene.drop("m.yaml", scene.migration("m"));

        scene.settle();

        assertThat(scene.starts("m")).isEmpty();
        assertThat(scene.reasons(".failed")).isEmpty();
        assertThat(scene.waiting().get("m.yaml")).contains("serve is about to stop");
    }

    @Test
    void shouldGoOnWithWhatAnEarlierProcessHasTaken() throws Exception {
        DropFolder drops = new DropFolder(scene.box);
        drops.take(scene.drop("o.yaml", "{pause: m}"));
        Path migration = drops.take(scene.drop("m.yaml", scene.migration("m")));
        assertThat(migration).exists();
        scene.restartInbox();

        scene.settle();
        carryOut();
        scene.look();

        assertThat(carriedOut).hasSize(1);
        assertThat(scene.starts("m")).hasSize(1);
        assertThat(scene.reasons(".done")).containsOnlyKeys("o.yaml", "m.yaml");
    }

    @Test
    void shouldTellEveryMistakeOfAnOrder() {
        scene.drop("o.yaml", "{puase: m}");
        scene.drop("p.yaml", "{run: '../m', id: 'a/b'}");
        scene.settle();

        assertThat(scene.reasons(".failed").get("o.yaml")).contains("unknown order 'puase'; nearest 'pause'");
        assertThat(scene.reasons(".failed").get("p.yaml").lines()).hasSize(2);
        assertThat(scene.events).hasSize(2).allMatch(event -> event.startsWith("inbox: '"));
    }

    private final List<String> carriedOut = new java.util.ArrayList<>();

    private void carryOut() {
        for (Order order : scene.state.orders().open()) {
            carriedOut.add(order.verb() + " " + order.migration() + " by " + order.by());
            scene.state.orders().finish(order.id(), OrderOutcome.DONE, "");
        }
    }
}
