package dev.caravan.camel;

import dev.caravan.model.Person;
import dev.caravan.model.Traffic;
import dev.caravan.plan.StepRoutes;
import dev.caravan.repository.Database;
import dev.caravan.repository.Directions;
import dev.caravan.repository.HostRows;
import dev.caravan.repository.Journal;
import dev.caravan.repository.NoticeBook;
import dev.caravan.repository.Passages;
import dev.caravan.repository.Shares;
import dev.caravan.repository.SignOffs;
import dev.caravan.repository.Verified;
import dev.caravan.run.PlanMeans;
import dev.caravan.run.ShareMeans;
import dev.caravan.spi.MetricProvider;
import dev.caravan.spi.ShareControl;
import dev.caravan.spi.TrafficRouter;
import dev.caravan.step.StepKinds;
import dev.caravan.step.SystemTools;
import dev.caravan.step.gate.Decision;
import dev.caravan.step.gate.SignOffDesk;
import dev.caravan.step.notify.Messenger;
import dev.caravan.step.notify.NoticeDesk;
import dev.caravan.step.ramp.Metering;
import dev.caravan.traffic.Shifts;
import dev.caravan.traffic.metric.TrafficMetrics;
import dev.caravan.traffic.router.TrafficRouters;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What the steps of a process work with, bound to its house.
 *
 * @param kinds every kind, which the routes call
 * @param desk judges sign-offs
 * @param notices tells people; to be closed before the house
 * @param shares changes the shares of services
 */
public record StepHands(StepKinds kinds, SignOffDesk desk, NoticeDesk notices, ShareControl shares) {
    /** Where embedded routers are kept, below the state. */
    private static final String ROUTERS = "router";

    private static final String MAIN = "dev.caravan.cli.Caravan";
    /** How long a router may take to obey before its step fails. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What a plan is carried out with, its steps by these routes. */
    public PlanMeans means(StepRoutes routes) {
        return new PlanMeans(routes, kinds::kind, desk, notices, shares, kinds.watch(), kinds.mirrors());
    }

    /** What the shares of a migration are looked after with. */
    public ShareMeans ofShares() {
        return new ShareMeans(shares, kinds.watch(), notices);
    }

    /** Binds them all; before the house starts. */
    public static StepHands of(
            CamelHouse house, Database database, Supplier<List<Person>> people, SystemTools systems, Clock clock) {
        CamelHttp http = new CamelHttp(house::context);
        SignOffs signOffs = new SignOffs(database, clock);
        Messenger messenger = new Messenger(http, new CamelMail(house::context));
        NoticeDesk notices = new NoticeDesk(messenger, new NoticeBook(database), clock);
        Decision decision = new Decision(signOffs, people);
        house.shares().use(shifts(database, routers(systems.state()), clock));
        ServiceMirrors mirrors = new ServiceMirrors(systems.state().resolve(ROUTERS), program(), PATIENCE);
        StepKinds kinds = new StepKinds(new StepKinds.Means(
                http,
                house.sql(),
                new CamelRoutes(house::context),
                decision,
                notices,
                new HostRows(database),
                systems,
                mirrors,
                house.shares(),
                metering(systems, mirrors, clock),
                new Directions(database, clock)));
        house.bindSteps(kinds);
        return new StepHands(kinds, new SignOffDesk(signOffs, people, clock), notices, house.shares());
    }

    /**
     * The routers of services, by the names of their migrations.
     *
     * @param state the state's folder
     */
    public static BiFunction<String, Traffic, TrafficRouter> routers(Path state) {
        return (migration, service) ->
                TrafficRouters.router(service, state.resolve(ROUTERS).resolve(migration), program(), PATIENCE);
    }

    private static Metering metering(SystemTools systems, ServiceMirrors mirrors, Clock clock) {
        Path state = systems.state().resolve(ROUTERS);
        return new Metering() {
            @Override
            public MetricProvider open(String migration, Traffic service) {
                return TrafficMetrics.of(service, state.resolve(migration), clock);
            }

            @Override
            public MetricProvider pairs(String migration, Traffic service) {
                return TrafficMetrics.pairs(service, mirrors.of(migration, service), clock);
            }

            @Override
            public OptionalDouble ask(Traffic service, String query) {
                return TrafficMetrics.ask(service, query);
            }
        };
    }

    private static Shifts shifts(Database database, BiFunction<String, Traffic, TrafficRouter> routers, Clock clock) {
        Shifts.Books books = new Shifts.Books(
                new Journal(database, clock),
                new Shares(database),
                new Passages(database, clock),
                new Verified(database),
                clock);
        return new Shifts(books, routers, System::nanoTime);
    }

    /** This program, for a child of it. */
    private static List<String> program() {
        return List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Xmn48m",
                "-cp",
                System.getProperty("java.class.path"),
                MAIN);
    }
}
