package dev.caravan.model;

import static java.util.Objects.requireNonNull;

import java.util.stream.Stream;

/**
 * Something that a migration file asks for and this version does not have.
 *
 * @param pointer where it stands in the file, as a JSON pointer
 * @param sentence file:line:column, and what is not built
 */
public record NotBuilt(String pointer, String sentence) {
    public NotBuilt {
        requireNonNull(pointer, "pointer is null");
        requireNonNull(sentence, "sentence is null");
    }

    /** True when the data of this pipeline cannot be moved without it: it stands in the pipeline, or in one of its systems. */
    boolean keeps(Pipeline pipeline) {
        Stream<SystemSettings> systems = Stream.concat(
                Stream.of(pipeline.export().from()), pipeline.imports().stream().map(Pipeline.Import::into));
        return isIn("pipelines", pipeline.name())
                || systems.anyMatch(system -> system != null && isIn("systems", system.name()));
    }

    private boolean isIn(String section, String name) {
        return (pointer + "/").startsWith("/" + section + "/" + name + "/");
    }
}
