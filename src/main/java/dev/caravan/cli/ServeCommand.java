package dev.caravan.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "The long-running process: starts migrations by orders, dropped files and schedules.",
            "It knows every migration of config/migrations, takes files out of the inbox and out of folders that a"
                    + " pipeline watches, and opens the console. A signal ends it; what was under way goes on when it"
                    + " starts again."
        },
        footerHeading = "%nDrop into the inbox, as .yaml, .yml or .json:%n",
        footer = {
            "  a migration file   runs it, unless a file of this content was run before",
            "  {run: NAME}        or replay, rollback, pause, resume, abort; once for each id:",
            "  {approve: {migration: NAME, gate: G, role: R, by: WHO}}",
            "                     or reject, withdraw; 'approve --out FILE' writes it signed",
            "What was taken is in inbox/.done or inbox/.failed, with its reason.",
            "",
            "Exit status:",
            "  1          the console's port or the state cannot be used",
            "  2          config/caravan.properties or people.yaml has mistakes",
            "  7          another process holds this state, or has taken it away",
            "  143, 130   ended by SIGTERM or Ctrl-C, in less than ten seconds"
        })
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private StateOptions state;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        verbosity.apply();
        return new ServeSession(Home.find(), state.folder(), spec.commandLine().getOut(), this::tell).serve(Map.of());
    }

    private void tell(String event) {
        if (verbosity.quiet()) {
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + event);
        out.flush();
    }
}
