package dev.caravan.cli;

import dev.caravan.console.AccessToken;
import dev.caravan.console.Passwords;
import dev.caravan.console.People;
import dev.caravan.console.PublicKeyFile;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Person;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code user}: who may enter the console, and who may sign. */
@Command(
        name = "user",
        mixinStandardHelpOptions = true,
        description = {
            "Who may enter the console, and who may sign: the people of config/people.yaml.",
            "Roles: viewer looks; operator also suspends, resumes, starts and stops routes; approver signs; own names",
            "(dba, security) are for sign-offs. Passwords are asked for on the terminal, or read from standard input.",
            "A running process takes changes at once."
        })
final class UserCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "what to do is not named: add, list, remove, password or token");
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds a person, or gives one other roles.")
    int add(
            @Parameters(paramLabel = "NAME", description = "How the person logs in.") String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            required = true,
                            split = ",",
                            description = "viewer, operator, approver, or a name of your own. Can be repeated.")
                    List<String> roles,
            @Option(
                            names = "--key",
                            paramLabel = "FILE",
                            description = "The person's Ed25519 public key (PEM), which proves sign-offs.")
                    Path key,
            @Option(
                            names = "--token",
                            description = "For a program: prints a bearer token once, and asks for no password.")
                    boolean token) {
        checked("name", name);
        roles.forEach(role -> checked("role", role));
        String publicKey = key == null ? null : PublicKeyFile.read(key);
        People people = people();
        Person before = people.find(name).orElse(null);
        boolean asks = !token && (before == null || before.password() == null);
        String hash = asks ? hash() : before == null ? null : before.password();
        AccessToken made = token ? AccessToken.make() : null;
        people.change(all -> {
            Person known = all.get(name);
            String keptKey = publicKey == null && known != null ? known.key() : publicKey;
            String keptToken = made == null && known != null ? known.token() : made == null ? null : made.digest();
            all.put(name, new Person(name, Set.copyOf(roles), hash, keptKey, keptToken));
        });
        say(name + " is " + (before == null ? "added" : "changed"), made);
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows everybody, without any secret.")
    int list() {
        PrintWriter out = spec.commandLine().getOut();
        List<Person> all = people().all();
        if (all.isEmpty()) {
            out.println("nobody may enter; './caravan user add NAME --role operator' adds somebody");
        }
        for (Person person : all) {
            String ways = String.join(
                    ", ",
                    List.of(
                                    person.password() == null ? "" : "password",
                                    person.key() == null ? "" : "key",
                                    person.token() == null ? "" : "token")
                            .stream()
                            .filter(way -> !way.isEmpty())
                            .toList());
            out.println(String.format(
                    Locale.ROOT, "%-20s %-30s %s", person.name(), String.join(", ", person.sortedRoles()), ways));
        }
        out.flush();
        return 0;
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes a person, who is out at once.")
    int remove(@Parameters(paramLabel = "NAME", description = "Who.") String name) {
        people().change(all -> {
            if (all.remove(name) == null) {
                throw unknown(name);
            }
        });
        say(name + " is removed", null);
        return 0;
    }

    @Command(
            name = "password",
            mixinStandardHelpOptions = true,
            description = "Gives a person another password; whoever is logged in with the old one is out at once.")
    int password(@Parameters(paramLabel = "NAME", description = "Whose.") String name) {
        people().find(name).orElseThrow(() -> unknown(name));
        String hash = hash();
        change(name, person -> person.withPassword(hash));
        say(name + " has another password", null);
        return 0;
    }

    @Command(
            name = "token",
            mixinStandardHelpOptions = true,
            description = "Gives a program another bearer token and prints it once; the old one is void at once.")
    int token(@Parameters(paramLabel = "NAME", description = "Whose.") String name) {
        AccessToken made = AccessToken.make();
        change(name, person -> person.withToken(made.digest()));
        say(name + " has another token", made);
        return 0;
    }

    private void change(String name, UnaryOperator<Person> change) {
        people().change(all -> {
            if (all.computeIfPresent(name, (key, person) -> change.apply(person)) == null) {
                throw unknown(name);
            }
        });
    }

    private static People people() {
        return new People(Home.find().peopleFile());
    }

    private static String hash() {
        char[] password = PasswordInput.read();
        try {
            Passwords.check(password);
            return new Passwords().hash(password);
        } finally {
            Arrays.fill(password, ' ');
        }
    }

    private void say(String what, AccessToken token) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(what);
        if (token != null) {
            out.println("its token, shown this once: " + token.text());
        }
        out.flush();
    }

    private void checked(String what, String name) {
        if (!Person.NAME.matcher(name).matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a " + what
                            + " is at most 64 letters, digits, '.', '_' and '-', and begins with a letter or digit");
        }
    }

    private static CaravanException unknown(String name) {
        return new CaravanException(
                ErrorCode.USAGE, "user " + name, "is not known; './caravan user list' shows who is");
    }
}
