package dev.caravan.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names, links, pipes and contents that mean harm. */
class HostileDropsTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(300)
    void shouldCarryNoneOfThemOutAndTellOfEach() throws Exception {
        try (ServeScene scene = new ServeScene(folder.toRealPath(), 2)) {
            HostileDrops drops = new HostileDrops(scene.box).drop();

            scene.settle();
            scene.time.pass(ServeScene.PATIENCE);
            scene.look();

            assertThat(drops.size()).isGreaterThan(90);
            drops.assertHarmless(scene.waiting());
            assertThat(scene.starts("hostile")).isEmpty();
            assertThat(scene.state.orders().open()).isEmpty();
        }
    }

    @Test
    void shouldNotFollowALinkThatTookAFilesPlaceAfterItHadSettled() throws Exception {
        try (ServeScene scene = new ServeScene(folder.toRealPath(), 2)) {
            Path file = scene.drop("o.yaml", "{run: m}");
            Path outside = ServeScene.write(folder.resolve("outside.yaml"), "{run: m}");
            scene.look();
            scene.time.pass(ServeScene.SETTLE);

            Files.delete(file);
            Files.createSymbolicLink(file, outside);
            scene.look();

            assertThat(scene.reasons(".failed").get("o.yaml")).startsWith("is a link");
            assertThat(scene.state.orders().open()).isEmpty();
        }
    }

    @Test
    void shouldLetAFileThatTookAnothersPlaceSettleFirst() throws Exception {
        try (ServeScene scene = new ServeScene(folder.toRealPath(), 2)) {
            Path file = scene.drop("o.yaml", "{pause: m}");
            scene.look();
            scene.time.pass(ServeScene.SETTLE);
            Path other = ServeScene.write(folder.resolve("other.yaml"), "{abort: m}");
            Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
            Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

            scene.look();
            assertThat(scene.state.orders().open()).isEmpty();

            scene.time.pass(ServeScene.SETTLE);
            scene.look();
            assertThat(scene.state.orders().open())
                    .extracting(order -> order.verb())
                    .containsExactly("abort");
        }
    }
}
