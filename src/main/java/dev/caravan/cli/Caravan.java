package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeExceptionMapper;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line's entry. */
@Command(
        name = "caravan",
        mixinStandardHelpOptions = true,
        versionProvider = Caravan.Version.class,
        description = "Carries a system from v1 to v2: its data, its traffic, its hosts, and the decisions in between.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done and verified",
            "1:failed; run it again to resume, unless the message says otherwise",
            "2:the file or the command line is wrong",
            "3:out of memory",
            "4:NO-GO: validation or verification below its bar",
            "5:rolled back",
            "6:waiting for a sign-off, a gate or a time",
            "7:another run holds this state",
            "8:the outcome of an outside step is unknown: a person must look",
            "137, 143:ended by a signal; run it again to resume"
        })
public final class Caravan implements Runnable {
    private static final List<Class<?>> VERBS = List.of(
            DemoCommand.class,
            PlanCommand.class,
            RunCommand.class,
            ServeCommand.class,
            VerifyCommand.class,
            ReplayCommand.class,
            StatusCommand.class,
            ReportCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            AbortCommand.class,
            ShiftCommand.class,
            RampCommand.class,
            RollbackCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            CleanupCommand.class,
            InitCommand.class,
            RouterCommand.class,
            UserCommand.class,
            BenchCommand.class,
            RehearseStartCommand.class);
    private static final int USAGE = 2;
    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    private Caravan() {}

    /** Runs one verb and ends the process with its status. */
    public static void main(String[] arguments) {
        System.exit(commandLine(arguments).execute(arguments));
    }

    /** The command line with every verb. */
    static CommandLine commandLine() {
        return withVerbs(VERBS);
    }

    /** The command line for one call: with the one verb that it names, or with all of them where it begins otherwise. */
    static CommandLine commandLine(String... arguments) {
        List<Class<?>> named = VERBS.stream()
                .filter(verb -> arguments.length > 0 && name(verb).equals(arguments[0]))
                .toList();
        return withVerbs(named.isEmpty() ? VERBS : named);
    }

    private static String name(Class<?> verb) {
        return verb.getAnnotation(Command.class).name();
    }

    private static CommandLine withVerbs(List<Class<?>> verbs) {
        CommandLine line = new CommandLine(new Caravan());
        verbs.forEach(verb -> line.addSubcommand(name(verb), verb));
        line.getSubcommands().values().forEach(verb -> verb.getCommandSpec().versionProvider(new Version()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExitCodeExceptionMapper(mapper());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().print(Failures.text(failure, Verbosity.of(parsed)));
            command.getErr().flush();
            return mapper().getExitCode(failure);
        });
        line.setParameterExceptionHandler((wrong, arguments) -> {
            PrintWriter err = wrong.getCommandLine().getErr();
            err.println(Usage.line(wrong));
            err.flush();
            return USAGE;
        });
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "no verb is named");
    }

    private static IExitCodeExceptionMapper mapper() {
        return failure ->
                failure instanceof CaravanException known ? known.code().exitStatus() : FAILED;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Caravan.class.getPackage().getImplementationVersion();
            return new String[] {"caravan " + (version == null ? "development" : version)};
        }
    }
}
