package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Pipeline.Check;
import dev.caravan.model.Pipeline.Export;
import dev.caravan.model.Pipeline.Import;
import dev.caravan.model.Pipeline.Validation;
import dev.caravan.model.Transform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code pipelines:}. */
final class PipelinesReader {
    private static final List<Check> USUAL_CHECKS = List.of(new Check("counts", null), new Check("rows", null));
    private static final String SAMPLE = "sample";
    private static final String VECTORS = "vectors";
    private static final int USUAL_SAMPLE = 10;

    private final SystemNames systems;
    private final Folders folders;
    private final Built built;
    private final int usualBatch;

    PipelinesReader(SystemNames systems, Folders folders, Built built, int usualBatch) {
        this.systems = systems;
        this.folders = folders;
        this.built = built;
        this.usualBatch = usualBatch;
    }

    /** The pipelines by name, in the file's order. */
    Map<String, Pipeline> read(Section pipelines, String namespace) {
        Map<String, Pipeline> read = new LinkedHashMap<>();
        pipelines.members().forEach((name, pipeline) -> {
            if (pipeline.isMap()) {
                read.put(name, pipeline(name, pipeline, namespace));
            }
        });
        return read;
    }

    private Pipeline pipeline(String name, Section pipeline, String namespace) {
        Section exportSection = pipeline.at("export");
        Export export = new ExportReader(systems, built, folders).read(exportSection);
        Transform transform = new TransformReader().read(pipeline.at("transform"));
        Validation validation = new ValidationReader(folders).read(pipeline.at("validate"), transform);
        List<Import> imports =
                new ImportReader(systems, folders, built, exportSection, export, transform).read(pipeline.at("import"));
        built.refuse(pipeline.at("sync"));
        return new Pipeline(
                name,
                export,
                transform,
                validation,
                imports,
                checks(pipeline.at("verify")),
                pipeline.integer("batch", usualBatch),
                pipeline.integer("workers", 0),
                pipeline.integer("throttle", 0),
                PipelineDigest.of(namespace, pipeline.node(), validation.schema()),
                pipeline.where());
    }

    private List<Check> checks(Section verify) {
        if (verify.isMissing()) {
            return USUAL_CHECKS;
        }
        Map<String, Check> checks = new LinkedHashMap<>();
        for (Section entry : verify.elements()) {
            Map<String, Section> members = entry.members();
            String kind = entry.isText()
                    ? entry.text()
                    : members.keySet().stream().findFirst().orElse(null);
            Section options = kind == null ? null : members.get(kind);
            if (kind != null && checks.put(kind, check(kind, options)) != null) {
                entry.mistake("check '" + kind + "' stands in the list twice; keep one");
            }
            if (kind != null) {
                built.ask(Built.VERIFY_CHECK, kind, entry.isText() ? entry : members.get(kind));
            }
        }
        return new ArrayList<>(checks.values());
    }

    private Check check(String kind, Section options) {
        JsonNode written = options == null ? null : options.node();
        if (options != null && options.has(VECTORS)) {
            Path file = folders.configFile(options.at(VECTORS));
            ObjectNode found = written.deepCopy();
            return new Check(kind, found.put(VECTORS, file == null ? null : file.toString()));
        }
        return new Check(kind, written == null && kind.equals(SAMPLE) ? IntNode.valueOf(USUAL_SAMPLE) : written);
    }
}
