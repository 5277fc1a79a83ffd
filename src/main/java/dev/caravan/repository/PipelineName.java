package dev.caravan.repository;

/** A pipeline of a migration. Both names are safe to be parts of a path. */
public record PipelineName(String migration, String pipeline) {
    public PipelineName {
        SafeName.check("migration", migration);
        SafeName.check("pipeline", pipeline);
    }
}
