package dev.caravan.camel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Schedule;
import dev.caravan.model.Schedule.Missed;
import dev.caravan.run.Tokens.Lane;
import dev.caravan.serve.Roads;
import dev.caravan.step.StepKinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.EndpointAware;
import org.apache.camel.Navigate;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Camel accepts in silence: looked at on the running instances, templates filled in, not on the text. */
class RouteLintTest {
    private static final Path ROUTES = Path.of("routes");

    private static final Pattern BEAN = Pattern.compile("ref: \"?([^\"\\s]+)\"?");

    private CamelHouse house;
    private ModelCamelContext context;

    @BeforeEach
    void start() {
        house = CamelHouse.buildForServe(ROUTES, Map.of());
        house.bind("run", new ChunkLoopTest.Idle());
        house.bind("serve", new IdleServe());
        StepKinds kinds = StepKinds.forPlan();
        house.bindSteps(kinds);
        house.start();
        context = (ModelCamelContext) house.context();
        ServeRoutes roads = new ServeRoutes(house, routes -> null);
        Map<String, Lane> lanes = Map.of("ahead", new Lane(true, 2), "wide", new Lane(false, 2));
        Schedule cron = new Schedule("cron", "0 0 2 1 1 ?", ZoneOffset.UTC, null, Missed.SKIP);
        Schedule every = new Schedule("every 7d", null, null, Duration.ofDays(7), Missed.SKIP);
        roads.lay(new Roads.Wanted("lint", lanes, cron, null, List.of("ahead")));
        roads.lay(new Roads.Wanted("often", Map.of(), every, Duration.ofDays(1), List.of()));
        kinds.names().stream().filter(kind -> !kind.equals("pipeline")).forEach(this::stepOf);
    }

    /** Stands for the long-running process in what timers ask of it. */
    public static final class IdleServe {
        public void inbox() {
            // Nothing was dropped.
        }

        public void look() {
            // No file has changed.
        }

        public void tend() {
            // Nothing runs.
        }

        public void watch(String migration, String pipeline) {
            assertThat(migration + "." + pipeline).isEqualTo("lint.ahead");
        }

        public void tick(String migration) {
            throw new AssertionError("the time of " + migration + " has not come");
        }
    }

    private void stepOf(String kind) {
        TemplatedRouteBuilder.builder(context, "step-" + kind)
                .routeId("lint.phase." + kind)
                .parameter("step", "lint.phase." + kind)
                .parameter("group", "lint")
                .add();
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void shouldUseEveryRouteFile() throws Exception {
        Set<String> known = new TreeSet<>();
        context.getRouteDefinitions().forEach(route -> known.add(route.getId()));
        context.getRouteTemplateDefinitions().forEach(template -> known.add(template.getId()));
        context.getRouteConfigurationDefinitions().forEach(configuration -> known.add(configuration.getId()));

        assertThat(files()).isNotEmpty().allSatisfy(file -> {
            String id = file.getFileName().toString().replace(".camel.yaml", "").replaceFirst("^\\d+-", "");
            String prefix = file.getParent().endsWith("steps") ? "step-" : "";
            assertThat(known).as(file + " should hold '" + prefix + id + "'").contains(prefix + id);
        });
    }

    @Test
    void shouldGiveEachInstanceAnIdADescriptionAndAGroup() {
        assertThat(context.getRoutes()).hasSizeGreaterThan(12).allSatisfy(route -> {
            assertThat(route.getRouteId()).matches("[a-z][a-z.-]*");
            assertThat(route.getDescription()).isNotBlank().doesNotContain("{{");
            assertThat(route.getGroup()).isNotBlank().doesNotContain("{{");
        });
    }

    @Test
    void shouldPutEachInstanceUnderAKnownErrorConfiguration() {
        Set<String> known = new TreeSet<>();
        for (RouteConfigurationDefinition configuration : context.getRouteConfigurationDefinitions()) {
            known.add(configuration.getId());
        }

        assertThat(context.getRouteDefinitions()).allSatisfy(route -> {
            assertThat(route.getRouteConfigurationId()).as(route.getId()).isNotBlank();
            assertThat(known).as(route.getId()).contains(route.getRouteConfigurationId());
        });
    }

    @Test
    void shouldConsumeEveryQueueAndSubRouteThatIsSentTo() {
        Set<String> consumed = new TreeSet<>();
        for (Route route : context.getRoutes()) {
            consumed.add(name(route.getEndpoint()));
        }
        List<String> dangling = new ArrayList<>();
        for (Route route : context.getRoutes()) {
            sentTo(route.navigate()).stream()
                    .filter(name -> name.startsWith("direct:") || name.startsWith("seda:"))
                    .filter(name -> !consumed.contains(name))
                    .forEach(name -> dangling.add(route.getRouteId() + " sends to " + name));
        }

        assertThat(consumed).contains("direct:lint.ahead.import", "seda:advance");
        assertThat(context.getRoutes().stream().flatMap(route -> sentTo(route.navigate()).stream()))
                .contains("direct:lint.ahead.import", "seda:lint.wide.partitions", "seda:advance");
        assertThat(dangling).isEmpty();
    }

    @Test
    void shouldOnlyCallBeansThatAreBound() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (Path file : files()) {
            Matcher bean = BEAN.matcher(Files.readString(file));
            while (bean.find()) {
                String name = bean.group(1).replace("{{pipeline}}", "lint.ahead");
                if (context.getRegistry().lookupByName(name) == null) {
                    missing.add(file + " calls " + name);
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    private static List<Path> files() throws IOException {
        try (var found = Files.walk(ROUTES)) {
            return found.filter(file -> file.toString().endsWith(".camel.yaml")).toList();
        }
    }

    private static List<String> sentTo(Navigate<Processor> from) {
        List<String> names = new ArrayList<>();
        if (from instanceof EndpointAware aware && aware.getEndpoint() != null) {
            names.add(name(aware.getEndpoint()));
        }
        if (from != null && from.hasNext()) {
            for (Processor next : from.next()) {
                if (next instanceof EndpointAware aware && !(next instanceof Navigate)) {
                    names.add(name(aware.getEndpoint()));
                }
                if (next instanceof Navigate<?> deeper) {
                    @SuppressWarnings("unchecked")
                    Navigate<Processor> branch = (Navigate<Processor>) deeper;
                    names.addAll(sentTo(branch));
                }
            }
        }
        return names;
    }

    private static String name(Endpoint endpoint) {
        return endpoint.getEndpointBaseUri().replace("://", ":");
    }
}
