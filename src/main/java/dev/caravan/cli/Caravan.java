package dev.caravan.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's entry. */
@Command(
        name = "caravan",
        mixinStandardHelpOptions = true,
        versionProvider = Caravan.Version.class,
        description = "Carries a system from v1 to v2: its data, its traffic, its hosts, and the decisions in between.")
public final class Caravan implements Runnable {

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Caravan()).execute(arguments));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Caravan.class.getPackage().getImplementationVersion();
            return new String[] {"caravan " + (version == null ? "development" : version)};
        }
    }
}
