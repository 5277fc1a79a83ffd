package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.spi.RepeatableStep;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepPace;
import dev.caravan.step.SystemTools;
import dev.caravan.step.exec.ExecStep;
import dev.caravan.step.http.HttpCaller;
import dev.caravan.step.mirror.Mirrors;
import java.util.LinkedHashMap;
import java.util.Map;

/** Looks at one thing, and says whether it is as it should be. */
public final class CheckStep implements RepeatableStep {
    private static final String PASS = "pass";

    private final Look remote = new RemoteLook(this::local);
    private final Map<String, Look> looks = new LinkedHashMap<>();

    /**
     * A check.
     *
     * @param http asks services
     * @param systems handles whole systems
     * @param mirrors know what copies of requests found
     */
    public CheckStep(HttpCaller http, SystemTools systems, Mirrors mirrors) {
        looks.put("count", new CountLook(systems));
        looks.put("search", new SearchLook(systems));
        looks.put("unwritten", new UnwrittenLook(systems));
        looks.put("http", new HttpLook(http));
        looks.put("suite", new SuiteLook(http));
        looks.put("websocket", new WebSocketLook());
        looks.put("program", new ProgramLook(new ExecStep()));
        looks.put("promql", new PromqlLook(http));
        looks.put("mirror", new MirrorLook(mirrors));
        looks.put("sql", new SqlLook());
        looks.put("tcp", new TcpLook());
        looks.put("tls", new TlsLook());
        looks.put("dns", new DnsLook());
        looks.put("ping", new PingLook());
        looks.put("interface", new InterfaceLook());
        looks.put("disk", new DiskLook());
        looks.put("file", new FileLook());
        looks.put("process", new ProcessLook());
        looks.put("tool", new ToolLook());
        looks.put("credential", new CredentialLook());
        looks.put("log", new LogLook());
    }

    @Override
    public StepResult advance(StepCall call) {
        return StepPace.unlessStopped(call, () -> looked(call));
    }

    private StepResult looked(StepCall call) {
        try {
            Look.Seen seen = look(call.step()).look(call);
            boolean good = seen.problem().isEmpty();
            if (!good && call.step().options().path("warn").asBoolean()) {
                seen.facts().put("warning", seen.problem());
                good = true;
            }
            ObjectNode evidence = evidence(call.step(), seen);
            return good
                    ? new StepResult.Done(seen.facts(), evidence, nothing())
                    : new StepResult.Failed(ErrorCode.STEP_FAILED, seen.problem(), evidence);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new StepResult.Failed(ErrorCode.ABORTED, "interrupted", nothing());
        }
    }

    /** What was seen, beside what was asked: numbers mean nothing without their bar. */
    private ObjectNode evidence(Step step, Look.Seen seen) {
        ObjectNode evidence = seen.facts().deepCopy();
        evidence.put("asked", look(step).outlook(step.options()));
        if (step.options().has(PASS)) {
            evidence.put("must", step.options().get(PASS).asText());
        }
        return evidence;
    }

    @Override
    public String outlook(Step step) {
        return "looks whether " + look(step).outlook(step.options());
    }

    private Look look(Step step) {
        JsonNode options = step.options();
        if (options.has(RemoteLook.ON)) {
            return remote;
        }
        return local(options);
    }

    private Look local(JsonNode options) {
        return looks.entrySet().stream()
                .filter(look -> options.has(look.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a check that looks at nothing: " + options));
    }

    private static ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }
}
