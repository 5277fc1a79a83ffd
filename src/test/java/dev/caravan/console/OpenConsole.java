package dev.caravan.console;

import dev.caravan.camel.CamelHouse;
import dev.caravan.model.Person;
import dev.caravan.repository.Sleeper;
import dev.caravan.run.RunState;
import dev.caravan.run.Tokens.Lane;
import dev.caravan.settings.CaravanProperties;
import dev.caravan.settings.ConsoleSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A console in front of the shipped routes, with three people and a pipeline that nothing runs through. */
final class OpenConsole implements AutoCloseable, Host {
    static final String PASSWORD = "correct horse battery";

    final RunState state;
    final People people;
    final CamelHouse house;
    final Meters meters = new Meters();
    final AccessToken token = AccessToken.make();
    final List<Hosted> migrations = new ArrayList<>();
    private final Passwords passwords = new Passwords(4);
    private final boolean own;
    private Console console;
    Duration sinceBeat = Duration.ZERO;
    Optional<String> notReady = Optional.empty();

    /** A console with a house of its own. */
    OpenConsole(Path folder) {
        this(folder, null);
    }

    /** A console in front of a house that stays; its routes are not measured. */
    OpenConsole(Path folder, CamelHouse shared) {
        state = RunState.open(folder.resolve("state"), Clock.systemUTC(), Sleeper.real());
        people = new People(folder.resolve("people.yaml"));
        own = shared == null;
        house = own ? house(meters) : shared;
        migrations.add(new Hosted("demo", "things of v1", ""));
    }

    static CamelHouse house(Meters meters) {
        CamelHouse house = CamelHouse.build(Path.of("routes"), Map.of()).forPlan();
        house.bind("run", new Idle());
        house.measure(meters.registry());
        house.start();
        house.runs().routes().ensure("demo", "things", new Lane(true, 1));
        return house;
    }

    /** With Olga, who operates, Vera, who looks, and a program that has a token. */
    OpenConsole withPeople() {
        String hash = passwords.hash(PASSWORD.toCharArray());
        people.change(all -> {
            all.put("olga", new Person("olga", Set.of("operator"), hash, null, null));
            all.put("vera", new Person("vera", Set.of("viewer"), hash, null, null));
            all.put("prometheus", new Person("prometheus", Set.of("viewer"), null, null, token.digest()));
        });
        return this;
    }

    static ConsoleSettings settings() {
        return CaravanProperties.defaults().console().withPort(0);
    }

    OpenConsole open() {
        return open(settings());
    }

    OpenConsole open(ConsoleSettings settings) {
        console = Console.start(settings, new Console.Parts(this, state, people, passwords, meters));
        return this;
    }

    URI address() {
        return console.address();
    }

    @Override
    public List<Hosted> migrations() {
        return List.copyOf(migrations);
    }

    @Override
    public Duration sinceBeat() {
        return sinceBeat;
    }

    @Override
    public Optional<String> notReady() {
        return notReady;
    }

    @Override
    public void close() {
        if (console != null) {
            console.close();
        }
        if (own) {
            house.close();
        }
        meters.close();
        state.close();
    }

    /** Tries it by hand: {@code java ... OpenConsole FOLDER}. */
    public static void main(String[] arguments) throws IOException {
        try (OpenConsole open =
                new OpenConsole(Path.of(arguments[0])).withPeople().open()) {
            System.out.println(open.address());
            System.in.read();
        }
    }

    /** What the routes of a run call when there is none. */
    public static final class Idle {
        public void takeOrders() {}

        public void keepShares() {}

        public void heartbeat() {}
    }
}
