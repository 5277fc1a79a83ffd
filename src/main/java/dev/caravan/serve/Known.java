package dev.caravan.serve;

import dev.caravan.model.Migration;
import java.nio.file.Path;
import java.util.List;

/**
 * A migration file that this process knows.
 *
 * @param name the migration's; the file's, without its ending, while that cannot be read
 * @param migration null while the file has mistakes
 * @param mistakes a line each, also for what this version cannot do yet; empty when it can be run
 * @param dropped true for one that came through the inbox
 */
record Known(String name, Path file, Migration migration, List<String> mistakes, boolean dropped) {
    Known {
        mistakes = List.copyOf(mistakes);
    }

    boolean canRun() {
        return migration != null && mistakes.isEmpty();
    }
}
