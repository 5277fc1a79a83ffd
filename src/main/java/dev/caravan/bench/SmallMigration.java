package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Path;

/** A migration that is ready to run, with its data: small, and yet through every stage. */
public final class SmallMigration {
    private static final long SEED = 1;
    private static final int RECORDS = 300;

    private SmallMigration() {}

    /**
     * Writes the data and the migration file.
     *
     * @param folder gets both; the file's {@code v1.dir} and {@code v2.db} are relative to the process's working folder
     * @param mapping {@code fields} or {@code jq}
     * @return the migration file
     * @throws IOException when one of them cannot be written
     */
    public static Path write(Path folder, String mapping) throws IOException {
        MemoriesData.write(folder.resolve("data").resolve("memories.json"), RECORDS, SEED);
        return Resources.unpack("memories-" + mapping + ".yaml", folder);
    }
}
