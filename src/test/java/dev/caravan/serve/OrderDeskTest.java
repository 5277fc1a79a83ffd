package dev.caravan.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.Migration;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.repository.Order;
import dev.caravan.repository.Share;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.ShareControl;
import dev.caravan.spi.Shifted;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users feel, and what is written down about it. */
final class OrderDeskTest {
    private static final String SERVICE =
            """
            , web1: { http: "http://127.0.0.1:1" }, web2: { http: "http://127.0.0.1:2" } }
            traffic:
              app: { router: { embedded: "127.0.0.1:3" }, v1: web1, v2: web2, writes: cohort, sticky: { header: X-S } }
            """;

    @TempDir
    Path folder;

    private final Recorded shares = new Recorded();

    @Test
    void shouldGiveCallersBackBeforeTheOrderIsWrittenDownAsTaken() throws Exception {
        try (ServeScene scene = new ServeScene(folder, 1)) {
            ServeScene.write(
                    folder.resolve("config/migrations/m.yaml"),
                    scene.migration("m").replaceFirst("(v2.db) } }\n", "$1 }" + SERVICE));
            scene.known.look();
            scene.state
                    .shares()
                    .keep(new Share("m", "app", 0, Split.NONE, Split.of(50), scene.time.instant(), null, "ada", "", 0));
            scene.state
                    .orders()
                    .give(Order.of(
                            "1", "rollback", "m", JsonNodeFactory.instance.objectNode(), "ada", scene.time.instant()));
            OrderDesk desk = new OrderDesk(scene.state, hosting(scene), scene.known, scene.events::add);

            CompletableFuture<Void> taking;
            ShareChange change;
            boolean waits;
            // A disk that takes its time looks like this from outside
            try (Connection busy = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state/caravan.db"));
                    Statement lock = busy.createStatement()) {
                lock.executeUpdate("BEGIN IMMEDIATE");
                taking = CompletableFuture.runAsync(desk::takeOrders);
                change = shares.change.get(60, TimeUnit.SECONDS);
                waits = scene.state.orders().waiting().size() == 1;
                lock.executeUpdate("ROLLBACK");
            }
            taking.get(60, TimeUnit.SECONDS);

            assertThat(change.to()).isEqualTo(Split.NONE);
            assertThat(waits).isTrue();
            assertThat(scene.state.orders().waiting()).isEmpty();
        }
    }

    private Hosting hosting(ServeScene scene) {
        Hosting.Means means = scene.means;
        return new Hosting(
                scene.state,
                scene.roads,
                new Hosting.Means(
                        means.systems(),
                        means.options(),
                        means.most(),
                        means.owned(),
                        means.about(),
                        means.ended(),
                        means.events(),
                        shares));
    }

    /** Remembers the first change. */
    private static final class Recorded implements ShareControl {
        private final CompletableFuture<ShareChange> change = new CompletableFuture<>();

        @Override
        public Split split(Migration migration, Traffic service) {
            return Split.NONE;
        }

        @Override
        public Optional<String> refusal(ShareChange wanted) {
            return Optional.empty();
        }

        @Override
        public Optional<String> obstacle(Traffic service) {
            return Optional.empty();
        }

        @Override
        public Shifted put(ShareChange wanted) {
            change.complete(wanted);
            return new Shifted(Split.of(50), wanted.to(), Duration.ZERO, true);
        }
    }
}
