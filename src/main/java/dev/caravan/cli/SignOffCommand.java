package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SignOff;
import dev.caravan.repository.Database;
import dev.caravan.repository.DurableFile;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Passages;
import dev.caravan.repository.StateLock;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code approve} and {@code reject} have in common: a person says what a gate's evidence is worth. */
abstract class SignOffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private StateOptions state;

    @Mixin
    private Verbosity verbosity;

    @Parameters(index = "0", paramLabel = "NAME", description = "The migration.")
    private String migration;

    @Parameters(index = "1", paramLabel = "GATE", description = "The gate, or the step that waits for a person.")
    private String gate;

    @Option(names = "--role", paramLabel = "R", required = true, description = "The role that signs.")
    private String role;

    @Option(names = "--by", paramLabel = "WHO", required = true, description = "Who signs, as in config/people.yaml.")
    private String by;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The person's Ed25519 private key (PEM, PKCS#8), which proves the sign-off.")
    private Path key;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the sign-off to a file instead, to be dropped into the inbox of 'serve'.")
    private Path out;

    @Option(names = "--reason", paramLabel = "R", defaultValue = "", description = "Why; goes into the journal.")
    private String reason;

    @Option(names = "--withdraw", description = "Take back what was said before, instead.")
    private boolean withdraw;

    @Override
    public Integer call() {
        verbosity.apply();
        if (out == null && StateLock.holder(state.folder()).isEmpty()) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    migration,
                    "nothing runs on this state, so no gate is open to sign at; start it with 'run', then sign");
        }
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        said.put("gate", gate).put("role", role).put("reason", reason);
        if (withdraw) {
            return give("withdraw", said);
        }
        SignOff one = signOff();
        said.put("digest", one.digest()).put("at", one.at().toString());
        if (key != null) {
            said.put("signature", sign(one.statement()));
        }
        return give(spec.name(), said);
    }

    private int give(String verb, ObjectNode said) {
        if (out == null) {
            return new GivenOrder(spec, state.folder(), verbosity).give(verb, migration, said, by);
        }
        ObjectNode order = JsonNodeFactory.instance.objectNode();
        order.putObject(verb).put("migration", migration).put("by", by).setAll(said);
        new DurableFile(out).write(order.toPrettyString() + "\n");
        return 0;
    }

    private SignOff signOff() {
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(state.folder(), clock)) {
            Passages passages = new Passages(database, clock);
            Passage passage = passages.latest(migration).orElseThrow(this::notWaiting);
            StepRow waiting = passages.steps(passage).stream()
                    .filter(row -> row.state() == StepState.WAITING)
                    .filter(row -> isMeant(row.memo().path("gate").asText()))
                    .findFirst()
                    .orElseThrow(this::notWaiting);
            show(waiting);
            return new SignOff(
                    migration,
                    passage.number(),
                    waiting.memo().path("gate").asText(),
                    role,
                    by,
                    spec.name().equals("approve"),
                    waiting.memo().path("digest").asText(),
                    null,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    reason);
        }
    }

    /** A step that asks people goes by its full name, and by its own. */
    private boolean isMeant(String asked) {
        return asked.equals(gate) || asked.endsWith("/" + gate);
    }

    private CaravanException notWaiting() {
        return new CaravanException(
                ErrorCode.USAGE,
                migration,
                "gate '" + gate + "' does not wait for a sign-off; 'status' tells what does");
    }

    private void show(StepRow waiting) {
        PrintWriter out = spec.commandLine().getOut();
        waiting.memo()
                .path("criteria")
                .forEach(one -> out.println(String.format(
                        "  %-8s %s = %s (pass %s)",
                        one.path("verdict").asText(),
                        one.path("fact").asText(),
                        one.path("value").asText(),
                        one.path("pass").asText())));
        out.flush();
    }

    private String sign(String statement) {
        try {
            String pem =
                    Files.readString(key).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))));
            signature.update(statement.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    key.toString(),
                    "is no Ed25519 private key that can be read; make one with 'openssl genpkey -algorithm ed25519'",
                    e);
        }
    }
}
