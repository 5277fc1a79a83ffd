package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What the program says of itself, and of command lines that it does not understand. */
class HelpIT {
    static Stream<String> verbs() {
        return Caravan.commandLine().getSubcommands().entrySet().stream()
                .filter(verb -> !verb.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void shouldHelpWithEveryVerb(String verb) {
        Called help = Called.here(verb, "--help");

        assertThat(help.exit()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.outLines().get(0)).startsWith("Usage: caravan " + verb);
        assertThat(help.outLines()).allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void shouldDescribeEveryWordOfEveryVerb(String verb) {
        CommandSpec spec = Caravan.commandLine().getSubcommands().get(verb).getCommandSpec();

        assertThat(spec.usageMessage().description()).isNotEmpty();
        assertThat(String.join(" ", spec.usageMessage().description())).matches("(?s).*[.:,]");
        assertThat(spec.args()).extracting(ArgSpec::description).allMatch(description -> description.length > 0);
        assertThat(Called.here(verb, "--version").out()).startsWith("caravan ");
    }

    @Test
    void shouldListEveryVerbAndEveryExitStatus() {
        Called help = Called.here("--help");

        assertThat(help.exit()).isZero();
        assertThat(help.outLines()).allMatch(line -> line.length() <= 80);
        verbs().forEach(verb -> assertThat(help.out()).containsPattern("(?m)^  " + verb + " +[A-Z]"));
        for (String status : new String[] {"0", "1", "2", "3", "4", "7", "137, 143"}) {
            assertThat(help.out()).containsPattern("(?m)^  " + status + " ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pase               | USAGE caravan: unknown verb 'pase'; nearest 'pause'; known: abort, ",
                "frobnicate --x     | USAGE caravan: unknown verb 'frobnicate'; known: abort, ",
                "''                 | USAGE caravan: no verb is named; 'caravan --help' shows what is known",
                "--stat x           | USAGE caravan: unknown flag '--stat'; known: --help, --version; ",
                "run                | USAGE caravan run: missing required parameter: 'FILE'; ",
                "run --drt-run      | USAGE caravan run: unknown flag '--drt-run'; nearest '--dry-run'; known: ",
                "run m.yaml --dry   | USAGE caravan run: unknown flag '--dry'; nearest '--dry-run'; known: ",
                "run m.yaml --rep=x | USAGE caravan run: unknown flag '--rep'; nearest '--report'; known: ",
                "run m.yaml n.yaml  | USAGE caravan run: 'n.yaml' is too much; quote what belongs together; ",
                "run m --batch-size | USAGE caravan run: ",
                "run m --batch-size x  | USAGE caravan run: invalid value for option '--batch-size': 'x' is not an int; ",
                "run m --batch-size -1 | USAGE caravan run: --batch-size is -1, must be at least 1; ",
                "run m --batch-size 0  | USAGE caravan run: --batch-size is 0, must be at least 1; ",
                "run m --set x      | USAGE caravan run: value for option '--set' (KEY=VALUE) should be in KEY=VALUE format",
                "run m --format xml | USAGE caravan run: invalid value for option '--format': expected one of [",
                "run m --report x.y | USAGE --report x.y: the ending names no format; ",
                "run m --report no/x.json | USAGE --report no/x.json: its folder is not there; make it first",
                "verify m --delete-extra | USAGE caravan verify: --delete-extra goes with --repair; ",
                "pause              | USAGE caravan pause: missing required parameter: 'NAME'; ",
                "pause x --state no | USAGE no: nothing runs on this state, so there is no 'x' to pause",
                "status x --state no | USAGE no: no run of 'x' is recorded here; ",
                "replay x --state no | USAGE no: no run of 'x' is recorded here, and it is neither a file nor the name of",
                "cleanup x --state no | USAGE no: no run of 'x' is recorded here, and it is neither a file nor the name of",
            })
    void shouldSayInOneLineWhatIsWrongWithACommandLine(String line, String said) {
        Called called = Called.here((Object[]) (line.isEmpty() ? new String[0] : line.split(" ")));

        assertThat(called.exit()).as(called.toString()).isEqualTo(2);
        assertThat(called.out()).isEmpty();
        assertThat(called.errLines()).hasSize(1);
        assertThat(called.err()).startsWith(said);
    }
}
