package dev.caravan.bench;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As many requests as a front bears, by wrk over 32 connections that are kept, from 1,000 clients in turn. */
final class WrkRun {
    static final String PROGRAM = "wrk";

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
    private static final String CLIENTS =
            """
            local requests = {}
            local n = 0
            init = function(args)
              for i = 1, 1000 do
                wrk.headers["X-Session"] = "s" .. i
                requests[i] = wrk.format("GET", "/")
              end
            end
            request = function()
              n = n %% 1000 + 1
              return requests[n]
            end
            """
                    .replace("%%", "%");

    private final Workbench bench;
    private final int seconds;

    /** @param seconds how long */
    WrkRun(Workbench bench, int seconds) {
        this.bench = bench;
        this.seconds = seconds;
    }

    /**
     * The figures of a front: requests a second, its p99, and the processor time and memory of its own processes.
     *
     * @throws CaravanException IO_FAILED when a request failed
     */
    Sample measure(RouterStand.Front front) throws IOException {
        Files.writeString(bench.path("clients.lua"), CLIENTS);
        double before = front.cpuSeconds();
        String said = bench.program(List.of(
                        PROGRAM,
                        "-t1",
                        "-c32",
                        "-d" + seconds + "s",
                        "--latency",
                        "-s",
                        bench.path("clients.lua").toString(),
                        front.url() + "/"))
                .out();
        Matcher rate = RATE.matcher(said);
        Matcher p99 = P99.matcher(said);
        if (said.contains("Non-2xx") || said.contains("Socket errors") || !rate.find() || !p99.find()) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED, "bench " + front.url(), "lost requests: " + said.strip() + "; see its log");
        }
        double millis = Double.parseDouble(p99.group(1));
        return new Sample(java.util.Map.of(
                Measure.RECORDS_PER_SECOND,
                Double.parseDouble(rate.group(1)),
                Measure.P99,
                p99.group(2).equals("us") ? millis / 1000 : p99.group(2).equals("s") ? millis * 1000 : millis,
                Measure.CPU,
                front.cpuSeconds() - before,
                Measure.PEAK,
                front.peakBytes() / 1e6));
    }
}
