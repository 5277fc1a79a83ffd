package dev.caravan.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.repository.Order;
import dev.caravan.repository.OrderOutcome;
import dev.caravan.repository.Run;
import dev.caravan.repository.RunOutcome;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunOptions.Mode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of one process: some at once, the others in their order, each order answered. */
class HostingTest {
    @TempDir
    private Path folder;

    private ServeScene scene;

    @BeforeEach
    void open() {
        scene = new ServeScene(folder.toAbsolutePath(), 2);
        for (String name : new String[] {"a", "b", "c", "d"}) {
            scene.configured(name, "");
        }
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void shouldBeginSoManyAtOnceAndTheOthersInTheirOrder() {
        for (String name : new String[] {"d", "a", "c", "b"}) {
            scene.hosting.start(migration(name), Trigger.droppedFile(name));
        }
        assertThat(scene.roads.begun).containsExactly("d", "a");
        assertThat(scene.hosting.waits("c")).isTrue();

        scene.end("a", ErrorCode.ABORTED);
        assertThat(scene.roads.begun).startsWith("d", "a").endsWith("c");
        assertThat(scene.hosting.waits("c")).isFalse();
        assertThat(scene.hosting.waits("b")).isTrue();
        assertThat(scene.events).contains("a: run 2 ended: failed\n  ABORTED a: ended by the test");
    }

    @Test
    void shouldRefuseASecondRunOfTheSameMigration() {
        scene.hosting.start(migration("a"), Trigger.droppedFile("a"));

        assertThatThrownBy(() -> scene.hosting.start(migration("a"), Trigger.droppedFile("a")))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("runs already (run 1)");
        assertThat(scene.starts("a")).hasSize(1);
    }

    @Test
    void shouldLeaveWhatRunsToTheNextProcessWhenItStops() {
        scene.hosting.start(migration("a"), Trigger.droppedFile("a"));

        scene.hosting.stop(Duration.ofSeconds(10));

        Run left = scene.state.runs().latest("a").orElseThrow();
        assertThat(left.outcome()).isEqualTo(RunOutcome.INTERRUPTED);
        assertThat(Trigger.isOwn(left)).isTrue();
        assertThatThrownBy(() -> scene.hosting.start(migration("b"), Trigger.droppedFile("b")))
                .hasMessageContaining("serve is about to stop");
    }

    @Test
    void shouldKeepAPauseForTheRunThatGoesOn() {
        scene.hosting.start(migration("a"), Trigger.droppedFile("a"));
        give("1", "pause", "a");
        scene.hosting.stop(Duration.ofSeconds(10));

        Hosting next = new Hosting(scene.state, scene.roads, scene.means);
        MigrationRun run = next.start(
                migration("a"), Trigger.goingOn(scene.state.runs().latest("a").orElseThrow()));

        assertThat(run.control().pausedBy()).isEqualTo("paused by ada; 'resume a' goes on");
    }

    @Test
    void shouldLeaveOrdersToTheNextProcessWhenItStops() {
        OrderDesk desk = desk();
        scene.hosting.stop(Duration.ZERO);
        scene.state.orders().give(order("7", "run", "a"));

        desk.takeOrders();

        assertThat(scene.state.orders().waiting()).extracting(Order::id).containsExactly("7");
        Hosting next = new Hosting(scene.state, scene.roads, scene.means);
        new OrderDesk(scene.state, next, scene.known, scene.events::add).takeOrders();
        assertThat(scene.state.orders().find("7").orElseThrow().reason()).isEqualTo("started run 1");
    }

    @Test
    void shouldStartARunByAnOrderOnceThoughTheProcessDiedBeforeItAnswered() {
        scene.state.orders().give(order("7", "run", "a"));
        scene.state.orders().takeNext();
        scene.hosting.start(migration("a"), Trigger.order(order("7", "run", "a")));
        scene.state.orders().reopen();

        desk().takeOrders();

        assertThat(scene.starts("a")).containsExactly("ordered by ada");
        Order ended = scene.state.orders().find("7").orElseThrow();
        assertThat(ended.outcome()).isEqualTo(OrderOutcome.DONE);
        assertThat(ended.reason()).isEqualTo("started run 1");
    }

    @Test
    void shouldAnswerEveryOrderThatCannotBeCarriedOut() {
        assertThat(give("1", "run", "nobody")).isEqualTo("no migration 'nobody' is known; known: a, b, c, d");
        assertThat(give("2", "pause", "a")).isEqualTo("does not run now, so there is nothing to pause");
        assertThat(give("3", "dance", "a"))
                .startsWith("'dance' is not an order that serve knows; known: run, replay, pause");

        scene.hosting.start(migration("a"), Trigger.droppedFile("a"));
        assertThat(give("4", "rollback", "a")).isEqualTo("no plan is under way, so there is nothing to take back");
        assertThat(give("5", "approve", "a")).isEqualTo("no plan is under way, so there is no gate");
        assertThat(give("6", "run", "a")).startsWith("runs already (run 1)");
        assertThat(scene.state.orders().open()).isEmpty();
    }

    @Test
    void shouldTakeBackWhatIsNotUnderWayAnyMoreAlsoAfterACrash() {
        scene.configured("planned", "plan: [ { phase: move, steps: [ { pipeline: a } ] } ]");

        assertThat(give("1", "rollback", "planned")).isEqualTo("started run 1");
        assertThat(scene.starts("planned")).containsExactly("rollback ordered by ada");
        scene.hosting.stop(Duration.ofSeconds(10));
        Run interrupted = scene.state.runs().latest("planned").orElseThrow();
        assertThat(interrupted.verb()).isEqualTo("rollback");

        Hosting next = new Hosting(scene.state, scene.roads, scene.means);
        MigrationRun run = next.start(migration("planned"), Trigger.goingOn(interrupted));
        assertThat(run.options().mode()).isEqualTo(Mode.ROLLBACK);
        assertThat(run.options().rollback()).isEqualTo("asked (ada)");
    }

    @Test
    void shouldTakeNothingBackWhereThereIsNoPlan() {
        assertThat(give("1", "rollback", "a")).startsWith("has no plan, so there is nothing to take back");
        assertThat(scene.starts("a")).isEmpty();
        assertThat(give("2", "run", "a")).isEqualTo("started run 1");
    }

    @Test
    void shouldReplayByAnOrder() {
        assertThat(give("1", "replay", "a")).isEqualTo("started run 1");
        assertThat(scene.hosting.run("a").orElseThrow().options().mode()).isEqualTo(Mode.REPLAY);
    }

    @Test
    void shouldNotRunAFileWithMistakes() {
        ServeScene.write(folder.resolve("config/migrations/bad.yaml"), "migration: bad\nsystms: {}\n");
        scene.known.look();

        assertThat(give("1", "run", "bad")).startsWith("cannot be run: ").contains("bad.yaml:");
        assertThat(scene.starts("bad")).isEmpty();
    }

    private Migration migration(String name) {
        return scene.known.find(name).orElseThrow().migration();
    }

    private String give(String id, String verb, String migration) {
        scene.state.orders().give(order(id, verb, migration));
        desk().takeOrders();
        return scene.state.orders().find(id).orElseThrow().reason();
    }

    private OrderDesk desk() {
        return new OrderDesk(scene.state, scene.hosting, scene.known, scene.events::add);
    }

    private Order order(String id, String verb, String migration) {
        return Order.of(id, verb, migration, JsonNodeFactory.instance.objectNode(), "ada", scene.time.instant());
    }
}
