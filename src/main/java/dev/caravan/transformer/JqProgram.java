package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.CellType;
import dev.caravan.model.NumberLiteral;
import dev.caravan.model.RejectCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Output;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.path.Path;

/**
 * A jq program, compiled once. Refused at once: what is not the same in every run or reaches outside, functions and variables
 * that do not exist, and numbers that jq does not hold exactly. Used by several threads.
 */
final class JqProgram {
    /** How many numbers the ranges of one record may give together. */
    static final int MOST_STEPS = 1_000_000;

    private static final Version VERSION = Versions.JQ_1_7;
    private static final Set<String> VARIABLES = Set.of("now", "id", "source");
    private static final Set<String> NOT_REPEATABLE = Set.of(
            "now",
            "localtime",
            "mktime",
            "gmtime",
            "strflocaltime",
            "input",
            "inputs",
            "input_filename",
            "input_line_number",
            "env",
            "debug",
            "debug_scope",
            "stderr",
            "halt",
            "halt_error",
            "get_search_list");

    private final Scope root = Scope.newEmptyScope();
    private final JsonQuery query;
    private final JqTokens tokens;
    private final TimedRegex regex = new TimedRegex();
    private final ThreadLocal<int[]> steps = ThreadLocal.withInitial(() -> new int[1]);

    /** Compiles; {@code refusals} says what is wrong. */
    JqProgram(String program, Refusals refusals) {
        BuiltinFunctionLoader.getInstance().loadFunctions(VERSION, root);
        root.addFunction("tonumber", 0, JqProgram::toNumber);
        root.addFunction("fromjson", 0, JqProgram::fromJson);
        root.addFunction("clamp", 2, JqProgram::clamp);
        for (int arguments = 1; arguments <= 3; arguments++) {
            root.addFunction("range", arguments, counted(root.getFunction("range", arguments)));
        }
        root.addFunction("_match_impl", 3, regex.watched(root.getFunction("_match_impl", 3), 1, false));
        root.addFunction("_sub_impl", 3, regex.watched(root.getFunction("_sub_impl", 3), 2, true));
        root.addFunction("split", 2, regex.watched(root.getFunction("split", 2), 1, false));
        this.query = compile(program, refusals);
        this.tokens = new JqTokens(program);
        check(refusals);
    }

    /** A place for the variables of one thread's records. */
    Scope newScope() {
        return Scope.newChildScope(root);
    }

    /** The keys of the result, when the program tells them. */
    Optional<List<String>> resultKeys() {
        return tokens.resultKeys();
    }

    /**
     * Runs it for one record.
     *
     * @throws JsonQueryException when the program fails on this record
     */
    void run(Scope scope, JsonNode in, Output output) throws JsonQueryException {
        steps.get()[0] = 0;
        regex.begin();
        query.apply(scope, in, output);
    }

    private static JsonQuery compile(String program, Refusals refusals) {
        try {
            return JsonQuery.compile(program, VERSION);
        } catch (JsonQueryException e) {
            String cause =
                    e.getCause() == null ? "" : ": " + firstLine(e.getCause().getMessage());
            throw refusals.file("the jq program cannot be read" + cause + "; correct 'jq'");
        } catch (StackOverflowError e) {
            throw refusals.file("the jq program is nested too deep to be read; make it simpler");
        }
    }

    private void check(Refusals refusals) {
        if (tokens.usesModules()) {
            throw refusals.file("the jq program asks for other files; write it in one piece");
        }
        for (String function : tokens.functions()) {
            if (NOT_REPEATABLE.contains(function)) {
                throw refusals.file("the jq function '" + function + "' is not the same in every run or reaches outside"
                        + "; a mapping must be repeatable: use $now, $id, $source");
            }
            if (!exists(function)) {
                throw unknown(refusals, "function '" + function + "'", functionNames());
            }
        }
        for (String variable : tokens.variables()) {
            if (!VARIABLES.contains(variable)) {
                throw unknown(refusals, "variable '$" + variable + "'", "$now, $id, $source");
            }
        }
        for (String number : tokens.numbers()) {
            checkNumber(number, refusals);
        }
    }

    private static CaravanException unknown(Refusals refusals, String what, String known) {
        return refusals.file("the jq program uses the " + what + ", which does not exist; known are " + known);
    }

    private static void checkNumber(String number, Refusals refusals) {
        byte[] bytes = number.getBytes(UTF_8);
        NumberLiteral literal = new NumberLiteral();
        literal.read(bytes, 0, bytes.length, !number.chars().allMatch(Character::isDigit));
        boolean whole = literal.type() == CellType.INTEGER && Math.abs(literal.whole()) <= JsonTree.MAX_SAFE;
        if (!whole && (literal.type() != CellType.REAL || literal.significant() > 15)) {
            throw refusals.file("jq does not hold the number " + number + " exactly; use fewer digits, or a text");
        }
    }

    private boolean exists(String function) {
        return root.getLocalFunctions().keySet().stream()
                .anyMatch(name -> name.replaceFirst("/\\d+$", "").equals(function));
    }

    private String functionNames() {
        Set<String> names = new TreeSet<>();
        for (String name : root.getLocalFunctions().keySet()) {
            String plain = name.replaceFirst("/\\d+$", "");
            if (Character.isLetter(plain.charAt(0)) && !NOT_REPEATABLE.contains(plain)) {
                names.add(plain);
            }
        }
        return String.join(", ", names);
    }

    private Function counted(Function range) {
        return (scope, arguments, in, path, output, version) -> {
            int[] count = steps.get();
            PathOutput counting = (out, outPath) -> {
                if (++count[0] > MOST_STEPS) {
                    throw new RecordProblem(
                            RejectCode.MAPPING_FAILED,
                            "the program counted further than " + MOST_STEPS + " with 'range'");
                }
                output.emit(out, outPath);
            };
            range.apply(scope, arguments, in, path, counting, version);
        };
    }

    /** As jq's, but exact: jackson-jq reads a text as a double. */
    private static void toNumber(
            Scope scope, List<Expression> arguments, JsonNode in, Path path, PathOutput output, Version version)
            throws JsonQueryException {
        if (in.isNumber()) {
            output.emit(in, null);
            return;
        }
        JsonNode parsed = in.isTextual() ? parse(in.textValue()) : in;
        if (!parsed.isNumber()) {
            throw new JsonQueryException("a value cannot be parsed as a number");
        }
        output.emit(parsed, null);
    }

    /** As jq's, but as strict and exact as the records themselves are read. */
    private static void fromJson(
            Scope scope, List<Expression> arguments, JsonNode in, Path path, PathOutput output, Version version)
            throws JsonQueryException {
        if (!in.isTextual()) {
            throw new JsonQueryException("only strings can be parsed");
        }
        output.emit(parse(in.textValue()), null);
    }

    /** {@code clamp(low; high)}: the number, or the bound that it is beyond; exact, as the digits say. */
    private static void clamp(
            Scope scope, List<Expression> arguments, JsonNode in, Path path, PathOutput output, Version version)
            throws JsonQueryException {
        arguments.get(0).apply(scope, in, low -> arguments.get(1).apply(scope, in, high -> {
            boolean numbers = in.isNumber() && low.isNumber() && high.isNumber();
            if (numbers && in.decimalValue().compareTo(low.decimalValue()) < 0) {
                output.emit(low, null);
            } else if (numbers && in.decimalValue().compareTo(high.decimalValue()) > 0) {
                output.emit(high, null);
            } else {
                output.emit(in, null);
            }
        }));
    }

    private static JsonNode parse(String text) throws JsonQueryException {
        byte[] bytes = text.getBytes(UTF_8);
        JsonCursor cursor = new JsonCursor();
        cursor.reset(bytes, 0, bytes.length);
        try {
            JsonNode node = new JsonTree().read(cursor, cursor.next());
            cursor.next();
            return node;
        } catch (RecordProblem problem) {
            throw new JsonQueryException("a text cannot be parsed as JSON");
        }
    }

    private static String firstLine(String message) {
        return message == null ? "" : message.lines().findFirst().orElse("").strip();
    }
}
