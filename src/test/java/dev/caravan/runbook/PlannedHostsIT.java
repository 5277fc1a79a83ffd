package dev.caravan.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.scenario.Launched;
import dev.caravan.servers.ChromaServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three shipped files, as they are, pass {@code plan} for the hosts of the tests and for those that the plans name. */
@ExtendWith(ChromaServer.class)
class PlannedHostsIT {
    private static final Path SHIPPED =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"barnabeenet", "nixfleet", "infrafabric-chroma"})
    void shouldPlanForEitherInventory(String plan, ChromaServer.Running server) throws Exception {
        try (PlanWorld world = RollbackEachPhaseIT.world(plan, folder, server)) {
            Map<String, String> before = world.world();

            assertThat(planned(world, world.settings())).contains("ready: ");
            assertThat(planned(world, own(world))).contains("ready: ").contains(named(plan));

            assertThat(world.world()).as("nothing was changed").isEqualTo(before);
            assertThat(world.home().resolve("config/migrations/" + plan + ".yaml"))
                    .hasSameTextualContentAs(SHIPPED.resolve("config/migrations/" + plan + ".yaml"));
        }
    }

    private static String planned(PlanWorld world, Map<String, String> settings) throws Exception {
        List<String> words = new ArrayList<>(List.of("plan"));
        words.add(world.home()
                .resolve("config/migrations/" + world.migration() + ".yaml")
                .toString());
        settings.forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        Launched launched = world.launched();
        int status = launched.run(words);
        assertThat(status).as(launched.said() + launched.errors()).isZero();
        return launched.said();
    }

    /** As the plans have it; only the data must be where it can be read: {@code plan} looks at it. */
    private static Map<String, String> own(PlanWorld world) {
        Map<String, String> own = new LinkedHashMap<>();
        switch (world.migration()) {
            case "barnabeenet" ->
                List.of("v1.dir", "v2.db")
                        .forEach(name -> own.put(name, world.settings().get(name)));
            case "infrafabric-chroma" -> {
                for (String name : List.of("source.url", "source.database", "target.url", "target.database")) {
                    own.put(name, world.settings().get(name));
                }
                world.settings().forEach((name, value) -> {
                    if (name.startsWith("expected.")) {
                        own.put(name, value);
                    }
                });
                own.put("source.proxy", "http://85.239.243.227:8000");
                own.put(
                        "env.files",
                        "/home/setup/infrafabric/.env,/home/setup/navidocs/.env,/root/openwebui-knowledge/.env");
                own.put("compose.file", "/root/docker-compose.yml");
            }
            default -> own.put("repository", "/home/mba/Code/nixcfg");
        }
        return own;
    }

    private static String[] named(String plan) {
        return switch (plan) {
            case "barnabeenet" ->
                new String[] {"battleserver", "beast.local", "https://barnabee.local", "/opt/barnabee-v1"};
            case "nixfleet" -> new String[] {"https://fleet.barta.cm/login", "/home/mba/Code/nixcfg"};
            default -> new String[] {"/home/setup/navidocs/.env", "85.239.243.227"};
        };
    }
}
