package dev.caravan.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What {@code hostile-drops.sh} drops into an inbox, and what must have become of it. */
public final class HostileDrops {
    private static final String ORDER = "{run: hostile}\n";

    private final Path box;
    private final Path outside;
    private int refused;
    private int left;

    /**
     * Nothing is dropped yet.
     *
     * @param box the inbox, which is there
     */
    public HostileDrops(Path box) {
        this.box = box;
        this.outside = box.resolveSibling("outside");
    }

    /** Drops all of it. */
    public HostileDrops drop() throws IOException, InterruptedException {
        ServeScene.write(outside.resolve("order.yaml"), ORDER);
        Path script = Path.of(System.getProperty("caravan.home", ""), "src/test/resources/serve/hostile-drops.sh");
        Process process = new ProcessBuilder("sh", script.toAbsolutePath().toString(), outside.toString())
                .directory(box.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        String[] counts = said.strip().split(" ");
        refused = Integer.parseInt(counts[0]) + 1;
        left = Integer.parseInt(counts[1]);
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(box.resolve("socket.yaml")));
        }
        return this;
    }

    /** How many were dropped. */
    public int size() {
        return refused + left;
    }

    /** True once nothing is left that must go away. */
    public boolean areJudged() {
        try {
            return list(box).size() == left + 3;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Nothing was carried out, and each was told of: put away with a reason, or among those that wait.
     *
     * @param waiting what is said of what lies in the inbox, by name
     */
    public void assertHarmless(Map<String, String> waiting) throws IOException {
        Map<String, String> reasons = new TreeMap<>();
        for (Path reason : list(box.resolve(".failed"))) {
            // The last ending: one of the drops has a name that ends so
            if (reason.toString().endsWith(".reason") && Files.isRegularFile(reason)) {
                reasons.put(reason.getFileName().toString(), Files.readString(reason));
            }
        }
        assertThat(reasons).hasSize(refused).allSatisfy((name, reason) -> assertThat(reason)
                .isNotBlank());
        assertThat(list(box.resolve(".failed"))).hasSize(2 * refused);
        assertThat(list(box.resolve(".done"))).isEmpty();
        assertThat(list(box.resolve(".taken"))).isEmpty();
        assertThat(waiting).hasSize(left).allSatisfy((name, reason) -> assertThat(reason)
                .startsWith("is left alone: "));
        assertThat(Files.readString(outside.resolve("order.yaml"))).isEqualTo(ORDER);
        assertThat(list(outside)).hasSize(1);
        try (Stream<Path> all = Files.walk(box.getParent())) {
            assertThat(all.map(file -> file.getFileName().toString())).doesNotContain("hit");
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
