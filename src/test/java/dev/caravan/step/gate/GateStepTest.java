package dev.caravan.step.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Gate;
import dev.caravan.model.Gate.Criterion;
import dev.caravan.model.Inventory;
import dev.caravan.model.Migration;
import dev.caravan.model.Person;
import dev.caravan.model.Plan;
import dev.caravan.model.SignOff;
import dev.caravan.model.Step;
import dev.caravan.repository.Database;
import dev.caravan.repository.Order;
import dev.caravan.repository.SignOffs;
import dev.caravan.repository.StepRow;
import dev.caravan.settings.Drop;
import dev.caravan.settings.DropReader;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.Jq;
import dev.caravan.step.StepCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GateStepTest {
    private static final Step STEP = StepCalls.step("gate", "{\"of\":\"go\"}");

    @TempDir
    private Path folder;

    private final List<Person> people = new ArrayList<>();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private Gate gate = gate(List.of("dba", "lead"), null);
    private String facts = "{\"m\":{\"accepted\":0.999}}";
    private Database database;
    private SignOffs signOffs;
    private GateStep step;
    private SignOffDesk desk;

    @BeforeEach
    void open() {
        database = Database.open(folder, Clock.systemUTC());
        signOffs = new SignOffs(database, Clock.systemUTC());
        step = new GateStep(new Decision(signOffs, () -> people));
        desk = new SignOffDesk(signOffs, () -> people, Clock.systemUTC());
        people.add(new Person("ada", Set.of("dba", "lead"), null, null, null));
        people.add(new Person("bob", Set.of("lead"), null, null, null));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void shouldOpenOnceEveryRoleHasSigned() {
        assertThat(((StepResult.Wait) advance()).reason()).isEqualTo("sign-off of dba, lead");
        assertThat(sign("approve", "dba", "ada", null)).isEmpty();
        assertThat(((StepResult.Wait) advance()).reason()).isEqualTo("sign-off of lead");
        assertThat(sign("approve", "lead", "bob", null)).isEmpty();

        StepResult.Done done = (StepResult.Done) advance();

        assertThat(done.evidence().path("signOffs")).hasSize(2);
        assertThat(done.evidence().path("signOffs").get(0).path("proved").asBoolean())
                .isFalse();
    }

    @Test
    void shouldTakeNoSecondRoleFromThePersonWhoSigned() {
        sign("approve", "dba", "ada", null);

        assertThat(sign("approve", "lead", "ada", null))
                .isEqualTo("ada has signed as dba; each role needs another person");
    }

    @Test
    void shouldRefuseWhoIsUnknownOrLacksTheRole() {
        assertThat(sign("approve", "dba", "eve", null)).startsWith("nobody of the name 'eve' is known");
        assertThat(sign("approve", "dba", "bob", null)).isEqualTo("bob does not have the role 'dba'");
        assertThat(sign("approve", "security", "ada", null)).startsWith("gate 'go' asks for no role 'security'");
    }

    @Test
    void shouldRefuseWhoStartedTheRunWhereTheFileSaysSo() {
        gate = new Gate("go", gate.criteria(), gate.signOffs(), null, true, "");

        assertThat(sign("approve", "dba", "starter", null)).startsWith("starter started the run");
    }

    @Test
    void shouldLetASignOffLapseWhenAVerdictChanges() {
        sign("approve", "dba", "ada", null);
        sign("approve", "lead", "bob", null);
        facts = "{\"m\":{\"accepted\":0.96}}";

        StepResult result = advance();

        assertThat(((StepResult.Wait) result).reason()).isEqualTo("sign-off of dba, lead");
    }

    @Test
    void shouldKeepASignOffWhenOnlyAValueChangesWithinItsBand() {
        sign("approve", "dba", "ada", null);
        sign("approve", "lead", "bob", null);
        facts = "{\"m\":{\"accepted\":0.998}}";

        assertThat(advance()).isInstanceOf(StepResult.Done.class);
    }

    @Test
    void shouldLetASignOffLapseWithTime() {
        gate = gate(List.of("dba"), Duration.ofHours(1));
        sign("approve", "dba", "ada", null);

        assertThat(advance(now.plusSeconds(3599))).isInstanceOf(StepResult.Done.class);
        assertThat(advance(now.plusSeconds(3601))).isInstanceOf(StepResult.Wait.class);
    }

    @Test
    void shouldEndAtARejection() {
        sign("approve", "dba", "ada", null);
        sign("reject", "lead", "bob", null);

        StepResult.Failed failed = (StepResult.Failed) advance();

        assertThat(failed.code()).isEqualTo(ErrorCode.NO_GO);
        assertThat(failed.reason()).isEqualTo("rejected by bob (lead): because");
    }

    @Test
    void shouldWaitAgainWhenASignOffIsWithdrawn() {
        gate = gate(List.of("dba"), null);
        sign("approve", "dba", "ada", null);
        sign("withdraw", "dba", "ada", null);

        assertThat(advance()).isInstanceOf(StepResult.Wait.class);
        assertThat(sign("withdraw", "dba", "ada", null)).isEqualTo("ada has not signed at gate 'go'");
    }

    @Test
    void shouldNotLetAFailBeSignedAway() {
        facts = "{\"m\":{\"accepted\":0.9}}";

        StepResult.Failed failed = (StepResult.Failed) advance();

        assertThat(failed.code()).isEqualTo(ErrorCode.NO_GO);
        assertThat(failed.reason()).startsWith(".m.accepted is 0.9, not > 0.99");
    }

    @Test
    void shouldFailWhereAFactIsMissing() {
        facts = "{}";

        assertThat(((StepResult.Failed) advance()).reason()).startsWith(".m.accepted is no number");
    }

    /** Who wrote the file finds out what to write instead. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ".n.accepted | no step 'n' has been carried out by now; those are m, dry run",
                ".\"dry run\".verify.rows | 'dry run' found out no 'verify', but read, reject codes, by",
                ".[\"dry run\"].by.origin | 'dry run.by' found out no 'origin', but nothing",
                ".m | it is a map, which holds accepted, path: name one of them",
                ".m.path | it is a text of 6 characters",
                ".\"dry run\".\"reject codes\" | it is a list",
                ".m.accepted / (.m.path) | the program fails on what the steps found out: ",
                "empty | it gives nothing",
            })
    void shouldSayWhyThereIsNoNumber(String fact, String why) {
        facts = "{\"m\":{\"accepted\":1,\"path\":\"/tmp/x\"},\"dry run\":{\"read\":2,\"reject codes\":[1],\"by\":{}}}";
        gate = new Gate("go", List.of(new Criterion(fact, "== 1", null)), List.of(), null, false, "");

        StepResult.Failed failed = (StepResult.Failed) advance();

        assertThat(failed.reason()).startsWith(fact + " is no number (" + why).contains("), not == 1; ");
        assertThat(failed.evidence().at("/criteria/0/why").asText()).startsWith(why);
    }

    @Test
    void shouldAskAPersonForAMarginalFactEvenWithoutRoles() {
        gate = gate(List.of(), null);
        assertThat(advance()).isInstanceOf(StepResult.Done.class);
        facts = "{\"m\":{\"accepted\":0.96}}";

        assertThat(((StepResult.Wait) advance()).reason()).isEqualTo("sign-off of approver");
    }

    @Test
    void shouldTakeOnlyTheSignatureOfThePersonsKey() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair others = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        people.set(
                0,
                people.get(0)
                        .withKey(Base64.getEncoder()
                                .encodeToString(keys.getPublic().getEncoded())));

        assertThat(sign("approve", "dba", "ada", null)).startsWith("the signature is not that of ada");
        assertThat(sign("approve", "dba", "ada", others)).startsWith("the signature is not that of ada");
        assertThat(sign("approve", "dba", "ada", keys)).isEmpty();
        assertThat(signOffs.of("m", 1, "go")).extracting(SignOff::who).containsExactly("ada");
    }

    /** As orders, as dropped files, and as rows that somebody puts into the state. */
    @Test
    void shouldAcceptNoneOfAHundredSignOffsThatAreNotTheirs() throws Exception {
        KeyPair adas = person("ada");
        KeyPair carls = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        people.add(new Person("carl", Set.of("dba", "lead"), null, null, null).withKey(base64(carls)));
        gate = gate(List.of("dba", "lead"), Duration.ofHours(1));
        assertThat(sign("approve", "lead", "ada", adas)).isEmpty();
        int accepted = 0;
        for (int round = 0; round < 100; round++) {
            Forgery forged = forgery(round, adas, carls);
            accepted += take("approve", forged.who(), way(round, forged)).isEmpty() ? 1 : 0;
            if (forged.who().equals("carl")) {
                signOffs.add(forged.row());
            }
            accepted += advance() instanceof StepResult.Wait ? 0 : 1;
        }

        assertThat(accepted).isZero();
        assertThat(((StepResult.Wait) advance()).reason()).isEqualTo("sign-off of dba");
        assertThat(sign("approve", "dba", "carl", carls)).isEmpty();
        assertThat(advance()).isInstanceOf(StepResult.Done.class);
    }

    private record Forgery(String who, ObjectNode said) {
        SignOff row() {
            return new SignOff(
                    "m",
                    1,
                    "go",
                    said.path("role").asText(),
                    who,
                    true,
                    said.path("digest").asText(),
                    said.path("signature").textValue(),
                    Instant.parse(said.path("at").asText()),
                    said.path("reason").asText());
        }
    }

    private Forgery forgery(int round, KeyPair adas, KeyPair carls) {
        ObjectNode good = arguments("approve", "dba", "carl", carls);
        return switch (round % 10) {
            case 0 ->
                new Forgery(
                        "carl",
                        good.put("signature", flipped(good.path("signature").asText(), round / 10)));
            case 1 -> new Forgery("carl", good.put("at", now.minusSeconds(round).toString()));
            case 2 -> new Forgery("carl", good.put("reason", "other " + round));
            case 3 -> new Forgery("carl", good.put("digest", "0".repeat(63) + round / 10));
            case 4 -> new Forgery("carl", good.put("role", "lead"));
            case 5 -> new Forgery("carl", signed("dba", "carl", carls, 1, now.minusSeconds(3_600 + round)));
            case 6 -> new Forgery("ada", arguments("approve", "dba", "ada", adas));
            case 7 -> new Forgery("carl", ofAnotherVerdict(carls));
            case 8 -> new Forgery("carl", signed("dba", "carl", carls, 2 + round, now));
            default -> new Forgery("carl", signed("dba", "carl", carls, 1, now.plusSeconds(600 + round)));
        };
    }

    private ObjectNode ofAnotherVerdict(KeyPair keys) {
        String before = facts;
        facts = "{\"m\":{\"accepted\":0.96}}";
        ObjectNode said = arguments("approve", "dba", "carl", keys);
        facts = before;
        return said;
    }

    private ObjectNode signed(String role, String who, KeyPair keys, long passage, Instant at) {
        ObjectNode said = arguments("approve", role, who, null);
        SignOff one = new SignOff(
                "m", passage, "go", role, who, true, said.path("digest").asText(), null, at, "because");
        return said.put("at", at.toString()).put("signature", signature(one, keys));
    }

    /** Every second one comes as a dropped file. */
    private static ObjectNode way(int round, Forgery forged) {
        if (round / 10 % 2 == 0) {
            return forged.said();
        }
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        file.putObject("approve").put("migration", "m").put("by", forged.who()).setAll(forged.said());
        Drop drop =
                new DropReader().read(Path.of("forged.json"), file.toString().getBytes(StandardCharsets.UTF_8));
        return (ObjectNode) ((Drop.OrderFile) drop).arguments();
    }

    private KeyPair person(String name) throws GeneralSecurityException {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        people.replaceAll(one -> one.name().equals(name) ? one.withKey(base64(keys)) : one);
        return keys;
    }

    private static String base64(KeyPair keys) {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    @Test
    void shouldOpenNothingByRowsThatWerePutIntoTheState() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
        people.set(0, people.get(0).withKey(key));
        gate = gate(List.of("dba"), null);
        ObjectNode good = arguments("approve", "dba", "ada", keys);
        String digest = good.path("digest").asText();

        signOffs.add(new SignOff("m", 1, "go", "dba", "ada", true, digest, null, now, "because"));
        StepResult unsigned = advance();
        signOffs.add(new SignOff("m", 1, "go", "dba", "eve", true, digest, null, now, "because"));
        signOffs.add(new SignOff("m", 1, "go", "dba", "bob", true, digest, null, now, "because"));
        StepResult others = advance();
        assertThat(take("approve", "ada", good)).isEmpty();
        StepResult opened = advance();
        people.remove(0);
        StepResult without = advance();

        assertThat(unsigned).isInstanceOf(StepResult.Wait.class);
        assertThat(others).isInstanceOf(StepResult.Wait.class);
        assertThat(opened).isInstanceOf(StepResult.Done.class);
        assertThat(without).isInstanceOf(StepResult.Wait.class);
    }

    private static String flipped(String base64, int at) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        bytes[at % bytes.length] ^= 1;
        return Base64.getEncoder().encodeToString(bytes);
    }

    private StepResult advance() {
        return advance(now);
    }

    private StepResult advance(Instant at) {
        return step.advance(call(at));
    }

    private String sign(String verb, String role, String who, KeyPair keys) {
        return take(verb, who, arguments(verb, role, who, keys));
    }

    private ObjectNode arguments(String verb, String role, String who, KeyPair keys) {
        String digest = Verdicts.of(gate, call(now), new Jq()).digest();
        SignOff one = new SignOff("m", 1, "go", role, who, verb.equals("approve"), digest, null, now, "because");
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        said.put("gate", "go")
                .put("role", role)
                .put("reason", "because")
                .put("digest", digest)
                .put("at", now.toString());
        if (keys != null) {
            said.put("signature", signature(one, keys));
        }
        return said;
    }

    private static String signature(SignOff one, KeyPair keys) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(one.statement().getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String take(String verb, String who, ObjectNode said) {
        StepRow waiting = StepRow.begin(STEP, 1, now);
        if (advance() instanceof StepResult.Wait wait) {
            waiting = waiting.waiting(wait.until(), wait.reason(), wait.memo());
        } else {
            ObjectNode memo = JsonNodeFactory.instance.objectNode();
            memo.put("gate", "go").put("digest", said.path("digest").asText());
            waiting = waiting.waiting(now, "", memo);
        }
        return desk.take(migration(), Order.of("o", verb, "m", said, who, now), 1, "starter", List.of(waiting));
    }

    private StepCall call(Instant at) {
        JsonNode nothing = JsonNodeFactory.instance.objectNode();
        return new StepCall(
                migration(),
                STEP,
                StepCall.Purpose.ADVANCE,
                1,
                1,
                nothing,
                StepCalls.json(facts),
                at,
                at,
                at.plusSeconds(10),
                () -> false);
    }

    private Migration migration() {
        return new Migration(
                "m",
                "m",
                "",
                Path.of("m.yaml"),
                "digest",
                Map.of(),
                Map.of(),
                List.of(),
                new Plan(List.of()),
                Map.of("go", gate),
                Inventory.none(),
                null,
                List.of());
    }

    private static Gate gate(List<String> roles, Duration expires) {
        return new Gate("go", List.of(new Criterion(".m.accepted", "> 0.99", ">= 0.95")), roles, expires, false, "");
    }
}
