package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the plan loop itself costs: steps that do nothing, beside a plan of one of them. */
final class PlanStepsCase implements BenchCase {
    private static final int STEPS = 200;
    private static final String STATE = "state";

    @Override
    public Title title() {
        return new Title(
                "plan-steps",
                "a plan of steps that do nothing, each written down before and after; a plan of one step is the limit",
                STEPS);
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        Path many = write(bench, "many", bench.records());
        Path one = write(bench, "one", 1);
        return Stand.of(
                bench.records() + " steps",
                List.of(
                        new Contender("plan", Role.CARAVAN, () -> run(bench, many)),
                        new Contender("one step", Role.LIMIT, () -> run(bench, one))));
    }

    private static Path write(Workbench bench, String name, long steps) throws IOException {
        String all = IntStream.range(0, (int) steps)
                .mapToObj(step -> "      - check: { name: s" + step + ", file: / }\n")
                .collect(Collectors.joining());
        String plan = "migration: " + name + "\nsystems: {}\nplan:\n  - phase: all\n    steps:\n" + all;
        return Files.writeString(bench.path(name + ".yaml"), plan);
    }

    private static Sample run(Workbench bench, Path file) throws IOException {
        bench.remove(STATE);
        return Sample.of(bench.caravan(
                "run", file.toString(), "--quiet", "--state", bench.path(STATE).toString()));
    }
}
