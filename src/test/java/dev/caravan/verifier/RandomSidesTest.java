package dev.caravan.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.CellType;
import dev.caravan.model.Existing;
import dev.caravan.model.Reject;
import dev.caravan.verifier.MemoryTable.Typed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random sides, compared by the product and by a naive oracle that holds everything in maps. */
final class RandomSidesTest {
    private static final int FIXED = 300;
    private static final int FRESH = 100;
    private static final Object[] VALUES = {
        null,
        "",
        "a",
        "A",
        "a\0",
        "5",
        5L,
        5.0,
        5.5,
        -0.0,
        0.0,
        0L,
        true,
        1L,
        "1",
        Long.MAX_VALUE,
        0x1p63,
        Double.NaN,
        new byte[0],
        "a".getBytes(),
        Typed.json("5"),
        Typed.decimal("5.0"),
        new Typed(CellType.INVALID_TEXT, "a"),
        "\u00e9"
    };

    static LongStream seeds() {
        long fresh = System.nanoTime();
        return LongStream.concat(
                LongStream.range(0, FIXED), LongStream.range(0, FRESH).map(i -> fresh + i));
    }

    /** The key on both sides, as the oracle holds it. */
    private static final class Held {
        final List<String> expected = new ArrayList<>();
        final List<String> actual = new ArrayList<>();
        Origin origin = Origin.WANTED;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldFindWhatTheOracleFinds(long seed) {
        Random random = new Random(seed);
        TwoSides sides = sides(random);
        Map<String, Held> held = hold(sides);

        List<CheckResult> results = sides.verify();
        List<CheckResult> broken = verifyWithBreaks(sides, random);

        CheckResult rows = TwoSides.result(results, "rows", "people");
        assertThat(found(rows)).as("seed %d", seed).isEqualTo(judge(held, sides.existing));
        assertThat(numbers(rows)).as("seed %d", seed).isEqualTo(count(held, sides.existing));
        assertThat(rows.outcome() == Outcome.PASS)
                .as("seed %d", seed)
                .isEqualTo(judge(held, sides.existing).stream().noneMatch(RandomSidesTest::fails));
        assertThat(broken).as("seed %d", seed).isEqualTo(results);
    }

    private static TwoSides sides(Random random) {
        TwoSides sides = new TwoSides(1 + random.nextInt(3));
        sides.ordered = random.nextBoolean();
        sides.existing = Existing.values()[random.nextInt(3)];
        sides.options = new VerifyOptions(
                true, true, random.nextInt(4), false, 1 + random.nextInt(9), 1 + random.nextInt(60), 100_000);
        int size = random.nextInt(60);
        for (int i = 0; i < size; i++) {
            sides.both(row(random));
        }
        int faults = random.nextInt(6);
        for (int fault = 0; fault < faults; fault++) {
            plant(sides, random);
        }
        Collections.shuffle(sides.target.rows, random);
        for (int i = 0; i < sides.source.rows.size(); i++) {
            if (random.nextInt(15) == 0) {
                sides.rejects.add(reject(sides, i, random));
            }
        }
        return sides;
    }

    private static Object[] row(Random random) {
        String name = random.nextInt(12) == 0 ? "FILTER" : random.nextInt(12) == 0 ? "REJECT" : null;
        return new Object[] {key(random), name != null ? name : value(random), value(random)};
    }

    private static Object key(Random random) {
        Object[] odd = {null, "", 7L, -0.0, 0L, 2.5, "7", Typed.decimal("7.00000000000000000001")};
        return random.nextInt(10) == 0 ? odd[random.nextInt(odd.length)] : "k" + random.nextInt(80);
    }

    private static Object value(Random random) {
        return VALUES[random.nextInt(VALUES.length)];
    }

    private static void plant(TwoSides sides, Random random) {
        List<Object[]> rows = random.nextInt(4) == 0 ? sides.source.rows : sides.target.rows;
        if (rows.isEmpty()) {
            rows.add(row(random));
            return;
        }
        int at = random.nextInt(rows.size());
        switch (random.nextInt(5)) {
            case 0 -> rows.remove(at);
            case 1 -> rows.add(row(random));
            case 2 -> rows.add(rows.get(at));
            case 3 -> rows.set(at, new Object[] {rows.get(at)[0], value(random), rows.get(at)[2]});
            default -> rows.set(at, new Object[] {rows.get(at)[0], rows.get(at)[2], rows.get(at)[1]});
        }
    }

    private static Reject reject(TwoSides sides, int row, Random random) {
        String[] codes = {"already_exists", "duplicate_key", "constraint_violation", "kept_existing"};
        String stage = random.nextInt(5) == 0 ? "validate" : "import";
        int size = sides.source.rows.size();
        int part = 0;
        int parts = sides.source.partitions();
        while (row >= size * (part + 1) / parts) {
            part++;
        }
        long ordinal = row - size * part / parts;
        return new Reject(codes[random.nextInt(codes.length)], stage, "", "", "people/" + part, ordinal, "reason");
    }

    private static Map<String, Held> hold(TwoSides sides) {
        Map<String, Held> held = new TreeMap<>();
        int size = sides.source.rows.size();
        for (int i = 0; i < size; i++) {
            Object[] row = sides.source.rows.get(i);
            Reject reject = of(sides, i);
            if ("FILTER".equals(row[1]) || "REJECT".equals(row[1])) {
                continue;
            }
            Held of = held.computeIfAbsent(key(row), key -> new Held());
            if (reject == null) {
                of.expected.add(Arrays.toString(canonical(row)));
            } else if (reject.code().equals("kept_existing")) {
                of.origin = Origin.KEPT;
            } else if (!reject.code().equals("constraint_violation") && of.origin == Origin.WANTED) {
                of.origin = Origin.TAKEN;
            }
        }
        for (Object[] row : sides.target.rows) {
            held.computeIfAbsent(key(row), key -> new Held()).actual.add(Arrays.toString(canonical(row)));
        }
        return held;
    }

    private static Reject of(TwoSides sides, int row) {
        int parts = sides.source.partitions();
        int size = sides.source.rows.size();
        for (Reject reject : sides.rejects) {
            int part = Integer.parseInt(reject.source().substring("people/".length()));
            if (reject.stage().equals("import") && size * part / parts + reject.ordinal() == row) {
                return reject;
            }
        }
        return null;
    }

    private static String key(Object[] row) {
        Object id = row[0];
        String text = id instanceof Typed typed ? typed.text() : String.valueOf(id);
        return canonical(row)[0] + " people key " + text;
    }

    private static String[] canonical(Object[] row) {
        return Arrays.stream(row).map(RandomSidesTest::canonical).toArray(String[]::new);
    }

    private static String canonical(Object value) {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof Boolean truth) {
            return truth ? "whole 1" : "whole 0";
        }
        if (value instanceof Double number) {
            boolean whole = number % 1 == 0 && Math.abs(number) <= 9007199254740991.0 && !number.equals(-0.0);
            return whole ? "whole " + number.longValue() : "real " + number;
        }
        if (value instanceof byte[] bytes) {
            return "bytes " + Arrays.toString(bytes);
        }
        if (value instanceof Typed typed && typed.type() == CellType.DECIMAL) {
            BigDecimal number = new BigDecimal(typed.text());
            return number.remainder(BigDecimal.ONE).signum() == 0
                    ? "whole " + number.longValueExact()
                    : "digits " + number;
        }
        if (value instanceof Typed typed) {
            return (typed.type() == CellType.INVALID_TEXT ? "broken " : "text ") + typed.text();
        }
        return (value instanceof Long ? "whole " : "text ") + value;
    }

    private static Verdict verdict(Held held, Existing existing) {
        int expected = held.expected.size();
        int actual = held.actual.size();
        if (expected == 0 && actual == 0) {
            return held.origin == Origin.KEPT ? Verdict.MISSING : Verdict.EQUAL;
        }
        if (expected == 0) {
            return held.origin != Origin.WANTED
                    ? Verdict.EXISTING
                    : existing == Existing.REJECT ? Verdict.EXTRA : Verdict.ALLOWED;
        }
        if (actual == 0) {
            return Verdict.MISSING;
        }
        if (times(held.expected, actual).equals(times(held.actual, expected))) {
            return actual > expected ? Verdict.DUPLICATE : actual < expected ? Verdict.REPEATED : Verdict.EQUAL;
        }
        boolean last = actual == 1 && held.expected.get(expected - 1).equals(held.actual.get(0));
        return existing == Existing.REPLACE && last ? Verdict.REPEATED : Verdict.DIFFERENT;
    }

    private static List<String> times(List<String> rows, int times) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.addAll(rows);
        }
        Collections.sort(all);
        return all;
    }

    private static List<String> judge(Map<String, Held> held, Existing existing) {
        List<String> lines = new ArrayList<>();
        held.forEach((key, of) -> {
            Verdict verdict = verdict(of, existing);
            if (verdict != Verdict.EQUAL) {
                lines.add(verdict.kind() + key.substring(key.indexOf(" people")));
            }
        });
        Collections.sort(lines);
        return lines;
    }

    private static List<String> found(CheckResult rows) {
        return rows.findings().stream()
                .map(finding -> finding.kind() + " " + finding.where())
                .sorted()
                .toList();
    }

    private static boolean fails(String line) {
        return !line.startsWith("existing") && !line.startsWith("repeated");
    }

    private static List<Long> numbers(CheckResult rows) {
        return List.of(rows.compared(), rows.missing(), rows.extra(), rows.different(), rows.duplicates());
    }

    private static List<Long> count(Map<String, Held> held, Existing existing) {
        long[] counts = new long[5];
        for (Held of : held.values()) {
            int expected = of.expected.size();
            int actual = of.actual.size();
            Verdict verdict = verdict(of, existing);
            counts[0] += expected;
            counts[1] += verdict == Verdict.MISSING ? 1 : 0;
            counts[2] += verdict == Verdict.EXTRA || verdict == Verdict.ALLOWED ? 1 : 0;
            counts[3] += verdict == Verdict.DIFFERENT ? 1 : 0;
            boolean ours = verdict != Verdict.EXISTING && verdict != Verdict.ALLOWED;
            counts[4] += ours ? Math.abs(Math.max(1, expected) - Math.max(1, actual)) : 0;
        }
        return Arrays.stream(counts).boxed().toList();
    }

    private static List<CheckResult> verifyWithBreaks(TwoSides sides, Random random) {
        Verification verification = sides.begin(null);
        int redone = 0;
        while (!verification.step().done()) {
            // A break within a round begins it again: too many of them in a row would never end.
            if (random.nextInt(8) == 0 && redone++ < 50) {
                byte[] state = verification.state();
                verification.close();
                verification = Verification.resume(sides.plan(), sides.options, null, state, () -> 0);
            }
        }
        verification.close();
        return verification.results();
    }
}
