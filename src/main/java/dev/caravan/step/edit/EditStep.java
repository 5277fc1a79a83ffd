package dev.caravan.step.edit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Changes keys and texts of files. What each file held is in the journal's state before the first of them is written, so that
 * a run that was cut off can tell which are done, and the undo brings back the very bytes. Where somebody has changed a file
 * since, the undo takes back its own keys alone, and refuses when those are not as it left them.
 */
public final class EditStep implements StepKind {
    private static final String FILES = "files";

    @Override
    public StepResult advance(StepCall call) {
        try {
            List<FileEdit> planned = planned(call.memo());
            List<FileEdit> wanted = planned.isEmpty() ? plan(call) : anew(call, planned);
            if (!wanted.equals(planned)) {
                // Written down first: a crash from here on finds what the files held
                return new StepResult.Wait(call.now(), "", memo(wanted));
            }
            planned.forEach(FileEdit::write);
            return done(call, planned);
        } catch (CaravanException e) {
            return StepResult.failed(e.getMessage());
        }
    }

    private static List<FileEdit> plan(StepCall call) {
        return files(call.step().options()).stream()
                .map(file -> plan(call, file, new EditedFile(file).read()))
                .toList();
    }

    private static FileEdit plan(StepCall call, String file, byte[] before) {
        Charset charset = EditedFile.charset(before);
        try {
            String after = change(call, file).apply(new String(before, charset));
            return new FileEdit(file, before, after.getBytes(charset));
        } catch (FileForm.Unfit e) {
            throw new EditedFile(file).problem("cannot be edited: " + e.getMessage(), e);
        }
    }

    /** A file that somebody has changed between the plan and now is planned again, unless it has what is wanted already. */
    private static List<FileEdit> anew(StepCall call, List<FileEdit> planned) {
        List<FileEdit> edits = new ArrayList<>();
        for (FileEdit edit : planned) {
            FileEdit again = edit.isMoved() ? plan(call, edit.file(), new EditedFile(edit.file()).read()) : edit;
            edits.add(again.changes() ? again : edit);
        }
        return edits;
    }

    private static Change change(StepCall call, String file) {
        JsonNode options = call.step().options();
        return new Change(Forms.of(file, options.path("as").asText("")), options);
    }

    private static StepResult done(StepCall call, List<FileEdit> edits) {
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("changed", edits.stream().filter(FileEdit::changes).count());
        ArrayNode files = evidence.putArray(FILES);
        for (FileEdit edit : edits) {
            files.addObject()
                    .put("file", edit.file())
                    .put("before", EditedFile.digest(edit.before()))
                    .put("after", EditedFile.digest(edit.after()));
        }
        evidence.put("did", sentence(call.step().options()));
        return new StepResult.Done(evidence, evidence, memo(edits));
    }

    @Override
    public StepResult undo(StepCall call) {
        try {
            ObjectNode evidence = JsonNodeFactory.instance.objectNode();
            ArrayNode files = evidence.putArray(FILES);
            List<FileEdit> edits = new ArrayList<>(planned(call.memo()));
            Collections.reverse(edits);
            for (FileEdit edit : edits) {
                files.addObject().put("file", edit.file()).put("back", back(call, edit));
            }
            return new StepResult.Done(evidence, evidence, JsonNodeFactory.instance.objectNode());
        } catch (CaravanException e) {
            return StepResult.failed(e.getMessage());
        }
    }

    private static String back(StepCall call, FileEdit edit) {
        EditedFile file = new EditedFile(edit.file());
        byte[] now = file.read();
        if (Arrays.equals(now, edit.before())) {
            return "was as before";
        }
        if (Arrays.equals(now, edit.after())) {
            file.write(edit.before());
            return "the bytes of before";
        }
        Charset charset = EditedFile.charset(now);
        try {
            String text = change(call, edit.file())
                    .takeBack(
                            new String(edit.before(), charset),
                            new String(edit.after(), charset),
                            new String(now, charset));
            file.write(text.getBytes(charset));
            return "these keys alone, as somebody has changed the file since";
        } catch (FileForm.Unfit e) {
            throw file.problem(
                    "was changed since, and " + e.getMessage() + "; put back by hand what the step "
                            + sentence(call.step().options()) + ", then go on",
                    e);
        }
    }

    @Override
    public StepResult look(StepCall call) {
        return new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        return sentence(step.options()) + " in " + String.join(", ", files(step.options()))
                + "; all else stays as it is";
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.of("puts back what " + String.join(", ", files(step.options()))
                + " held; where somebody has changed it since, these keys alone");
    }

    @Override
    public boolean destructive(Step step) {
        return false;
    }

    private static String sentence(JsonNode options) {
        List<String> parts = new ArrayList<>();
        if (options.has("set")) {
            List<String> keys = new ArrayList<>();
            options.get("set").fieldNames().forEachRemaining(keys::add);
            parts.add("sets " + String.join(", ", keys));
        }
        if (options.has("remove")) {
            parts.add("removes "
                    + options.get("remove")
                            .toString()
                            .replaceAll("[\\[\\]\"]", "")
                            .replace(",", ", "));
        }
        if (options.has("replace")) {
            parts.add("replaces " + options.get("replace").size() + " texts");
        }
        return String.join(", ", parts);
    }

    /** A list, or one text in which commas part them. */
    static List<String> files(JsonNode options) {
        JsonNode file = options.path("file");
        List<String> files = new ArrayList<>();
        if (file.isArray()) {
            file.forEach(one -> files.add(one.asText()));
        } else {
            files.addAll(Arrays.asList(file.asText().split("\\s*,\\s*")));
        }
        return files;
    }

    private static JsonNode memo(List<FileEdit> edits) {
        ObjectNode memo = JsonNodeFactory.instance.objectNode();
        ArrayNode files = memo.putArray(FILES);
        for (FileEdit edit : edits) {
            files.addObject()
                    .put("file", edit.file())
                    .put("before", edit.before())
                    .put("after", edit.after());
        }
        return memo;
    }

    private static List<FileEdit> planned(JsonNode memo) {
        List<FileEdit> edits = new ArrayList<>();
        for (JsonNode one : memo.path(FILES)) {
            edits.add(new FileEdit(
                    one.path("file").asText(),
                    Base64.getDecoder().decode(one.path("before").asText()),
                    Base64.getDecoder().decode(one.path("after").asText())));
        }
        return edits;
    }
}
