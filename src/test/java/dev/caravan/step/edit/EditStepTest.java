package dev.caravan.step.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EditStepTest {
    @TempDir
    private Path folder;

    private final EditStep step = new EditStep();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".env | {'A':'2'} | `# top\\nA=1 # one\\nB=x\\n` | `# top\\nA=2 # one\\nB=x\\n`",
                ".env | {'A':'two words'} | `export A=\"1\"\\r\\nB=x` | `export A=\"two words\"\\r\\nB=x`",
                ".env | {'A':'http://v2:8000/?a=b&c'} | `A=1\\n#A=0\\nA=3` | `A=http://v2:8000/?a=b&c\\n#A=0\\nA=http://v2:8000/?a=b&c`",
                ".env | {'NEW':'p$1'} | `A='x y'` | `A='x y'\\nNEW='p$1'\\n`",
                "a.env | {'A':'z'} | `M=\"one\\nA=no\\n\"\\nA='q'\\n` | `M=\"one\\nA=no\\n\"\\nA='z'\\n`",
                "a.properties | {'db.url':'x=y'} | `! c\\ndb.url : old \\\\\\n  more\\nz=1\\n` | `! c\\ndb.url : x=y\\nz=1\\n`",
                "a.properties | {'db.url':'é'} | `z=1` | `z=1\\ndb.url=\\\\u00E9\\n`",
                "c.yaml | {'services.api.image':'api:2'} | `# c\\nservices:\\n  api: # the api\\n    image: api:1   # old\\n    ports: [80]\\n` | `# c\\nservices:\\n  api: # the api\\n    image: api:2   # old\\n    ports: [80]\\n`",
                "c.yml | {'services.api.environment.HOST':'v2'} | `services:\\n  api:\\n    environment:\\n      - HOST=v1\\n      - B=1\\n` | `services:\\n  api:\\n    environment:\\n      - HOST=v2\\n      - B=1\\n`",
                "c.yml | {'services.api.environment.NEW':'v2'} | `services:\\n  api:\\n    environment:\\n      - HOST=v1 # h\\n  # end\\nx: 1\\n` | `services:\\n  api:\\n    environment:\\n      - HOST=v1 # h\\n      - NEW=v2\\n  # end\\nx: 1\\n`",
                "c.yml | {'services.api.environment.HOST':'true'} | `services:\\n  api:\\n    environment:\\n      A: \"1\"\\n\\nvolumes: {}\\n` | `services:\\n  api:\\n    environment:\\n      A: \"1\"\\n      HOST: \"true\"\\n\\nvolumes: {}\\n`",
                "c.yml | {'a.b.c':2} | `x: 1\\na: { b: { d: 1 } }\\n` | `x: 1\\na: { b: { d: 1, c: 2} }\\n`",
                "c.yml | {'phase':'shadow'} | `phase:\\nz: 1\\n` | `phase: shadow\\nz: 1\\n`",
                "c.yml | {'k.v':'😀 x'} | `# 😀\\nk:\\n  v: '😀 y' # é\\n` | `# 😀\\nk:\\n  v: '😀 x' # é\\n`",
                "c.yml | {'text':'one'} | `text: |\\n  a\\n  b\\nz: 1\\n` | `text: one\\nz: 1\\n`",
                "c.json | {'a.b':'x'} | `{\\n  // c\\n  \"a\": { \"b\": [1, 2], \"c\": null }\\n}\\n` | `{\\n  // c\\n  \"a\": { \"b\": \"x\", \"c\": null }\\n}\\n`",
                "c.json | {'n.m':true} | `{\\n\\t\"a\": 1\\n}` | `{\\n\\t\"a\": 1,\\n\\t\"n\": { \"m\": true }\\n}`",
                "h.nix | {'services.agent.enable':false} | `{ config, ... }:\\n{\\n  # enable = no;\\n  services.agent = {\\n    enable = true; # on\\n    url = \"a;b\";\\n  };\\n}\\n` | `{ config, ... }:\\n{\\n  # enable = no;\\n  services.agent = {\\n    enable = false; # on\\n    url = \"a;b\";\\n  };\\n}\\n`",
                "h.nix | {'services.v2.url':'ws://x'} | `{ pkgs, ... }: {\\n  a = ''\\n    services.v2.url = \"no\";\\n  '';\\n}\\n` | `{ pkgs, ... }: {\\n  a = ''\\n    services.v2.url = \"no\";\\n  '';\\n  services.v2.url = \"ws://x\";\\n}\\n`",
            })
    void shouldChangeNothingButTheValue(String name, String set, String before, String after) throws IOException {
        Path file = write(name, text(before));
        StepCall call = call("{'file':'%s','set':%s}".formatted(file, set));

        StepResult done = run(call);

        assertThat(Files.readString(file)).isEqualTo(text(after));
        assertThat(done).isInstanceOf(StepResult.Done.class);
        assertThat(step.undo(with(call, done))).isInstanceOf(StepResult.Done.class);
        assertThat(Files.readString(file)).isEqualTo(text(before));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".env | B | `A=1\\nB=2\\nC=3\\n` | `A=1\\nC=3\\n`",
                "c.yaml | a.b | `a:\\n  b:\\n    c: 1\\n  d: 2 # x\\n` | `a:\\n  d: 2 # x\\n`",
                "c.yaml | a.B | `a:\\n  - A=1\\n  - B=2\\nz: 1\\n` | `a:\\n  - A=1\\nz: 1\\n`",
                "c.json | a | `{ \"a\": [1], \"b\": 2 }` | `{ \"b\": 2 }`",
                "c.json | b | `{ \"a\": [1], \"b\": 2 }` | `{ \"a\": [1] }`",
                "h.nix | a.b | `{\\n  a.b = 1;\\n  c = 2;\\n}\\n` | `{\\n  c = 2;\\n}\\n`",
            })
    void shouldTakeOutAKeyAlone(String name, String key, String before, String after) throws IOException {
        Path file = write(name, text(before));

        run(call("{'file':'%s','remove':'%s'}".formatted(file, key)));

        assertThat(Files.readString(file)).isEqualTo(text(after));
    }

    @Test
    void shouldKeepModeLinkAndBytesThatAreNoUtf8() throws IOException {
        Path file = folder.resolve("real.env");
        Files.write(file, "A=1\nB=\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link.env"), file);

        run(call("{'file':'%s','set':{'A':'2'}}".formatted(link)));

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readAllBytes(file)).isEqualTo("A=2\nB=\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("real.env", "link.env");
    }

    @Test
    void shouldTakeBackItsOwnKeysWhereSomebodyHasChangedOthers() throws IOException {
        Path file = write(".env", "A=1\nB=2\n");
        StepCall call = call("{'file':'%s','set':{'A':'9','N':'new'}}".formatted(file));
        StepResult done = run(call);
        Files.writeString(file, "# hello\n" + Files.readString(file).replace("B=2", "B=3"));

        StepResult undone = step.undo(with(call, done));

        assertThat(Files.readString(file)).isEqualTo("# hello\nA=1\nB=3\n");
        assertThat(((StepResult.Done) undone).evidence().at("/files/0/back").asText())
                .startsWith("these keys alone");
    }

    @Test
    void shouldRefuseToTakeBackAKeyThatIsNotAsItLeftIt() throws IOException {
        Path file = write(".env", "A=1\n");
        StepCall call = call("{'file':'%s','set':{'A':'9'}}".formatted(file));
        StepResult done = run(call);
        Files.writeString(file, "A=7\n");

        StepResult undone = step.undo(with(call, done));

        assertThat(((StepResult.Failed) undone).reason())
                .isEqualTo(file + " was changed since, and key 'A' is not as it was left; put back by hand what the"
                        + " step sets A, then go on");
        assertThat(Files.readString(file)).isEqualTo("A=7\n");
    }

    @Test
    void shouldGoOnWhereItWasCutOffAndStillKnowWhatTheFilesHeld() throws IOException {
        Path one = write("one.env", "A=1\n");
        Path two = write("two.env", "A=1\nB=2\n");
        StepCall call = call("{'file':'%s, %s','set':{'A':'2'}}".formatted(one, two));
        JsonNode memo = ((StepResult.Wait) step.advance(call)).memo();
        Files.writeString(one, "A=2\n");

        StepResult done = step.advance(with(call, memo));
        step.undo(with(call, done));

        assertThat(Files.readString(one)).isEqualTo("A=1\n");
        assertThat(Files.readString(two)).isEqualTo("A=1\nB=2\n");
    }

    @Test
    void shouldWriteNothingWhenOneOfTheFilesCannotBeEdited() throws IOException {
        Path one = write("one.env", "A=1\n");

        StepResult failed =
                step.advance(call("{'file':['%s','%s'],'set':{'A':'2'}}".formatted(one, folder.resolve("none.env"))));

        assertThat(((StepResult.Failed) failed).reason()).endsWith("none.env is not there; look for its place");
        assertThat(Files.readString(one)).isEqualTo("A=1\n");
    }

    @Test
    void shouldReplaceTextsAndTakeThemBack() throws IOException {
        Path file = write("site.conf", "location / { proxy_pass http://v1; }\n");
        StepCall call = call("{'file':'%s','replace':{'http://v1':'http://v2'}}".formatted(file));

        StepResult done = run(call);
        String after = Files.readString(file);
        Files.writeString(file, "# more\n" + after);
        step.undo(with(call, done));

        assertThat(after).isEqualTo("location / { proxy_pass http://v2; }\n");
        assertThat(Files.readString(file)).isEqualTo("# more\nlocation / { proxy_pass http://v1; }\n");
        assertThat(((StepResult.Failed) step.advance(call("{'file':'%s','replace':{'none':'x'}}".formatted(file))))
                        .reason())
                .endsWith("cannot be edited: the text of replace: is not in it: 'none'");
    }

    private StepResult run(StepCall call) {
        StepResult result = step.advance(call);
        for (int round = 0; result instanceof StepResult.Wait wait; round++) {
            assertThat(round).isLessThan(3);
            result = step.advance(with(call, wait.memo()));
        }
        return result;
    }

    private static StepCall with(StepCall call, StepResult done) {
        assertThat(done).isInstanceOf(StepResult.Done.class);
        return with(call, ((StepResult.Done) done).memo());
    }

    private static StepCall with(StepCall call, JsonNode memo) {
        return StepCalls.call("edit", call.step().options().toString(), memo, 10);
    }

    private static StepCall call(String options) {
        return StepCalls.call("edit", options.replace('\'', '"'));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String text(String written) {
        return written.replace("\\\\", "\u0001")
                .replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\\t", "\t")
                .replace('\u0001', '\\');
    }
}
