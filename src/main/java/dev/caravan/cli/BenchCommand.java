package dev.caravan.cli;

import dev.caravan.bench.BenchCase;
import dev.caravan.bench.BenchCases;
import dev.caravan.bench.BenchJson;
import dev.caravan.bench.BenchTable;
import dev.caravan.bench.CaseResult;
import dev.caravan.bench.Offspring;
import dev.caravan.bench.Rounds;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.DurableFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench [CASE]}: speed and memory, on data that it makes. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Speed and memory on data that it makes.",
            "The real program in processes of its own, in turn with a limit and with peers that are installed; medians of",
            "several rounds. What else the machine does moves the figures, and hardly the ratios."
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private StateOptions state;

    @Mixin
    private Verbosity verbosity;

    @Parameters(arity = "0..1", paramLabel = "CASE", description = "One case; without it, all of them in turn.")
    private String wanted;

    @Option(names = "--list", description = "List the cases and do nothing.")
    private boolean list;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often each is measured (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--records", paramLabel = "N", description = "How many records, instead of the case's own number.")
    private int records;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "pg.url=URL: the PostgreSQL of the cases that need one, else one is started from what is"
                    + " installed. Can be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "How the result is printed: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ReportOptions.Format format;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the result to this .json file too.")
    private Path report;

    @Override
    public Integer call() {
        verbosity.apply();
        List<BenchCase> cases = cases();
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            cases.forEach(one -> out.printf(
                    "%-26s %s; %,d records%n",
                    one.title().name(), one.title().about(), one.title().records()));
            out.flush();
            return 0;
        }
        check();
        List<CaseResult> results = measure(cases, out);
        String json = new BenchJson().text(results);
        if (format == ReportOptions.Format.json) {
            out.println(json);
            out.flush();
        }
        if (report != null) {
            new DurableFile(report).write(json + "\n");
        }
        return 0;
    }

    private List<CaseResult> measure(List<BenchCase> cases, PrintWriter out) {
        Path folder = state.folder().resolve("bench");
        Offspring.endWithUs(folder);
        Rounds measuring = new Rounds(Home.find().root(), folder, rounds, settings, steps());
        List<CaseResult> results = new ArrayList<>();
        for (BenchCase one : cases) {
            Optional<String> missing = measuring.missing(one);
            if (missing.isPresent()) {
                leaveOut(one, missing.get());
                continue;
            }
            CaseResult result = measuring.measure(one, records);
            results.add(result);
            if (format == ReportOptions.Format.text) {
                BenchTable.lines(result).forEach(out::println);
                out.println();
                out.flush();
            }
        }
        return results;
    }

    /** One that was asked for by name is not left out without a failure. */
    private void leaveOut(BenchCase one, String why) {
        if (wanted != null) {
            throw new CaravanException(ErrorCode.USAGE, "bench " + one.title().name(), why);
        }
        steps().accept(one.title().name() + ": left out, it " + why);
    }

    /** What is done now is said on standard error: the result alone is on standard output. */
    private Consumer<String> steps() {
        return verbosity.quiet() ? step -> {} : System.err::println;
    }

    private List<BenchCase> cases() {
        List<BenchCase> all = BenchCases.all();
        if (wanted == null) {
            return all;
        }
        List<BenchCase> found =
                all.stream().filter(one -> one.title().name().equals(wanted)).toList();
        if (found.isEmpty()) {
            String known = all.stream().map(one -> one.title().name()).collect(Collectors.joining(", "));
            throw new ParameterException(
                    spec.commandLine(), "there is no case '" + wanted + "'; the cases are: " + known);
        }
        return found;
    }

    private void check() {
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds is " + rounds + ", must be at least 1");
        }
        if (records < 0) {
            throw new ParameterException(spec.commandLine(), "--records is " + records + ", must be at least 1");
        }
        if (report == null) {
            return;
        }
        Path folder = report.toAbsolutePath().getParent();
        if (!report.toString().endsWith(".json") || !Files.isDirectory(folder)) {
            throw new CaravanException(
                    ErrorCode.USAGE, "--report " + report, "must be a .json file in a folder that is there");
        }
    }
}
