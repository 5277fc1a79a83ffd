package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
        String tool = options.path("tool").asText();
        ObjectNode facts = Look.facts();
        String said = said(tool);
        if (said == null) {
            return Seen.bad("there is no '" + tool + "' here; install it", facts);
        }
        Matcher found = VERSION.matcher(said);
        if (!found.find()) {
            return Seen.bad("'" + tool + " --version' names no version", facts);
        }
        facts.put("version", found.group());
        String least = options.path("at-least").asText("0");
        return compare(found.group(), least) >= 0
                ? Seen.good(facts)
                : Seen.bad(
                        "'" + tool + "' is " + found.group() + ", older than " + least + "; install a newer one",
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

    private static String said(String tool) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(tool, "--version"))
                    .redirectErrorStream(true)
                    .start();
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
        return options.path("tool").asText() + " is here, at least "
                + options.path("at-least").asText("any version");
    }
}
