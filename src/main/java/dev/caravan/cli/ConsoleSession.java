package dev.caravan.cli;

import dev.caravan.camel.CamelHouse;
import dev.caravan.console.Console;
import dev.caravan.console.Host;
import dev.caravan.console.Meters;
import dev.caravan.console.Passwords;
import dev.caravan.console.People;
import dev.caravan.run.RunState;
import dev.caravan.settings.ConsoleSettings;
import java.io.PrintWriter;

/** The console of a process: meters first, then, when the routes run, the port. Nothing at all where it is turned off. */
final class ConsoleSession implements AutoCloseable {
    private final ConsoleSettings settings;
    private final Meters meters;
    private Console console;

    /** Begins to measure the routes of a house that is not started yet. */
    ConsoleSession(ConsoleSettings settings, CamelHouse house) {
        this.settings = settings;
        this.meters = settings.enabled() ? new Meters() : null;
        if (meters != null) {
            house.measure(meters.registry());
        }
    }

    /**
     * Opens the port, and says where; makes the first operator where there is nobody, and shows the password on a terminal,
     * never in a log.
     */
    void open(Host host, RunState state, PrintWriter out) {
        if (!settings.enabled()) {
            return;
        }
        People people = new People(settings.people());
        Passwords passwords = new Passwords();
        console = Console.start(settings, new Console.Parts(host, state, people, passwords, meters));
        out.println("console: " + console.address());
        if (people.all().isEmpty()) {
            first(people, passwords, out);
        }
        out.flush();
    }

    private static void first(People people, Passwords passwords, PrintWriter out) {
        if (!Terminal.isThere()) {
            out.println("console: nobody may enter yet; type: ./caravan user add NAME --role operator");
            return;
        }
        people.makeFirst(passwords).ifPresent(password -> {
            out.println("console: log in as '" + People.FIRST + "' with the password " + password);
            out.println("         it is shown this once; './caravan user password " + People.FIRST + "' sets another");
        });
    }

    @Override
    public void close() {
        if (console != null) {
            console.close();
        }
        if (meters != null) {
            meters.close();
        }
    }
}
