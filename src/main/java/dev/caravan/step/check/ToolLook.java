package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Programs;
import dev.caravan.spi.StepCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tool of at least a version. */
final class ToolLook implements Look {
    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+|\\d+");

    @Override
    public Seen look(StepCall call) throws InterruptedException {
        JsonNode options = call.step().options();
        List<String> command = command(options.path("tool"));
        String said = said(command);
        return said == null
                ? Seen.bad("there is no '" + command.get(0) + "' here; install it", Look.facts())
                : judge(options, said);
    }

    /** Whether what a tool said of itself is good enough. */
    static Seen judge(JsonNode options, String said) {
        List<String> command = command(options.path("tool"));
        String tool = String.join(" ", command);
        ObjectNode facts = Look.facts();
        int from = said.indexOf(options.path("after").asText(""));
        Matcher found = VERSION.matcher(from < 0 ? "" : said.substring(from));
        if (!found.find()) {
            return Seen.bad("'" + tool + "' names no version", facts);
        }
        facts.put("version", found.group());
        String least = options.path("at-least").asText("0");
        return compare(found.group(), least) >= 0
                ? Seen.good(facts)
                : Seen.bad(
                        "'" + command.get(0) + "' is " + found.group() + ", older than " + least
                                + "; install a newer one",
                        facts);
    }

    /** Compares versions number by number, so that 2.9 is older than 2.20. */
    static int compare(String one, String other) {
        String[] left = one.split("\\.");
        String[] right = other.split("\\.");
        for (int part = 0; part < Math.max(left.length, right.length); part++) {
            long a = part < left.length ? Long.parseLong(left[part]) : 0;
            long b = part < right.length ? Long.parseLong(right[part]) : 0;
            if (a != b) {
                return Long.compare(a, b);
            }
        }
        return 0;
    }

    /** A name alone is asked with {@code --version}; a list is the command that tells the version. */
    static List<String> command(JsonNode tool) {
        if (tool.isTextual()) {
            return List.of(tool.textValue(), "--version");
        }
        List<String> command = new ArrayList<>();
        tool.forEach(one -> command.add(one.asText()));
        return command;
    }

    private static String said(List<String> command) throws InterruptedException {
        try {
            Process process =
                    Programs.builder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return said;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return command(options.path("tool")).get(0) + " is here, at least "
                + options.path("at-least").asText("any version");
    }
}
