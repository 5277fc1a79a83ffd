package dev.caravan.bench;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures cases: in every round each contender once, one after the other, so that what else the machine does meets them
 * all alike. Who begins changes with the round, and what the one before left for the disk to write is written before the
 * next begins: else those that write much slow down whoever comes after them.
 */
public final class Rounds {
    private static final int SHOWN_CHARACTERS = 300;

    private final Path home;
    private final Path folder;
    private final int rounds;
    private final Map<String, String> settings;
    private final Consumer<String> said;

    /**
     * Rounds to come.
     *
     * @param home where Caravan is installed
     * @param folder where the work is done; a folder in it is emptied before each case and removed after it
     * @param rounds at least 1
     * @param settings what people set for the cases
     * @param said told what is done, a line at a time
     */
    public Rounds(Path home, Path folder, int rounds, Map<String, String> settings, Consumer<String> said) {
        if (rounds < 1) {
            throw new IllegalArgumentException(rounds + " rounds");
        }
        this.home = home;
        this.folder = folder;
        this.rounds = rounds;
        this.settings = Map.copyOf(settings);
        this.said = said;
    }

    /** What a case needs and does not find here; empty when it can be measured. */
    public Optional<String> missing(BenchCase wanted) {
        return wanted.missing(Workbench.at(
                home, folder.resolve(wanted.title().name()), wanted.title().records(), settings));
    }

    /**
     * Measures one case.
     *
     * @param records how many; 0 for as many as the case has by default
     * @throws CaravanException IO_FAILED when Caravan or a limit fails: figures of a failed run are worth nothing
     */
    public CaseResult measure(BenchCase measured, int records) {
        int wanted = records > 0 ? records : measured.title().records();
        Path workplace = folder.resolve(measured.title().name());
        try (Workbench bench = Workbench.make(home, workplace, wanted, settings)) {
            said.accept(measured.title().name() + ": making the data");
            try (BenchCase.Stand stand = measured.prepare(bench)) {
                return measure(measured, bench, stand);
            }
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED,
                    "bench " + measured.title().name(),
                    e.getMessage() + "; look at the space and the rights of " + workplace,
                    e);
        }
    }

    private CaseResult measure(BenchCase measured, Workbench bench, BenchCase.Stand stand) throws IOException {
        List<Contender> contenders = stand.contenders();
        List<List<Sample>> samples = new ArrayList<>();
        contenders.forEach(contender -> samples.add(new ArrayList<>()));
        double before = load();
        for (int round = 1; round <= rounds; round++) {
            for (int turn = 0; turn < contenders.size(); turn++) {
                int i = (round - 1 + turn) % contenders.size();
                said.accept(measured.title().name() + ": round " + round + " of " + rounds + ", "
                        + contenders.get(i).name());
                bench.settle();
                samples.get(i).add(measure(contenders.get(i)));
            }
        }
        List<CaseResult.Row> rows = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            Contender contender = contenders.get(i);
            rows.add(new CaseResult.Row(contender.name(), contender.role(), samples.get(i)));
        }
        return new CaseResult(
                measured.title().name(), measured.title().about(), bench.records(), stand.data(), rows, before, load());
    }

    /** One that the others are measured by must not fail; a peer may, and then its row says so. */
    private static Sample measure(Contender contender) throws IOException {
        long began = System.nanoTime();
        try {
            return contender.work().measure();
        } catch (CaravanException failure) {
            if (contender.role() != Role.PEER || failure.code() != ErrorCode.IO_FAILED) {
                throw failure;
            }
            return Sample.failed((System.nanoTime() - began) / 1e9, line(failure.getMessage()));
        }
    }

    private static String line(String message) {
        String line = message.replaceAll("\\s+", " ").strip();
        return line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + " .." : line;
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
