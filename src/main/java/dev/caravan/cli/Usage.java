package dev.caravan.cli;

import dev.caravan.settings.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What is wrong with a command line, on one line: with the nearest verb or flag where one is unknown. */
final class Usage {
    private Usage() {}

    /** {@code USAGE caravan run: what; what to do}. */
    static String line(ParameterException wrong) {
        CommandLine line = wrong.getCommandLine();
        String name = line.getCommandSpec().qualifiedName();
        return "USAGE " + name + ": " + what(wrong, line) + "; '" + name + " --help' shows what is known";
    }

    private static String what(ParameterException wrong, CommandLine line) {
        // Told before what may be missing: an unknown flag may be the reason for that
        List<String> unmatched = line.getUnmatchedArguments();
        if (unmatched.isEmpty()) {
            return sentence(wrong.getMessage());
        }
        String first = unmatched.get(0);
        if (first.startsWith("-") && first.length() > 1) {
            String flag = first.contains("=") ? first.substring(0, first.indexOf('=')) : first;
            return Nearest.unknown("flag", flag, flags(line));
        }
        Collection<String> verbs = verbs(line);
        return verbs.isEmpty()
                ? "'" + Nearest.shown(first) + "' is too much; quote what belongs together"
                : Nearest.unknown("verb", first, verbs);
    }

    private static Collection<String> verbs(CommandLine line) {
        Collection<String> verbs = new TreeSet<>();
        line.getSubcommands().forEach((name, verb) -> {
            if (!verb.getCommandSpec().usageMessage().hidden()) {
                verbs.add(name);
            }
        });
        return verbs;
    }

    private static Collection<String> flags(CommandLine line) {
        Collection<String> flags = new TreeSet<>();
        for (OptionSpec option : line.getCommandSpec().options()) {
            flags.add(option.longestName());
        }
        return flags;
    }

    private static String sentence(String message) {
        String one = message.replaceAll("\\s+", " ")
                .replace("option option", "option")
                .strip();
        return Character.toLowerCase(one.charAt(0)) + one.substring(1);
    }
}
