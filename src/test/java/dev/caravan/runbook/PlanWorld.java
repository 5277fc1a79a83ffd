package dev.caravan.runbook;

import dev.caravan.scenario.Launched;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a shipped plan works on in the tests: real services, files and hosts, made anew for each test. */
interface PlanWorld extends AutoCloseable {
    /** The migration's name, and that of its file. */
    String migration();

    /** A folder with routes and configuration; whoever signs stands in its {@code config/people.yaml}. */
    Path home();

    Path state();

    /** The program, with this world's tools on its path. */
    Launched launched();

    /** The settings that point the shipped file at this world. */
    Map<String, String> settings();

    /** What a rollback must bring back, by name and digest: v1's data, edited files with owner and mode, services. */
    Map<String, String> world() throws Exception;

    /** What was done more than once though once was asked for; empty when all is well. */
    List<String> twice() throws Exception;

    /** What the plan brings about and has not; empty at its end. */
    List<String> missing() throws Exception;

    /** What a person does in this world who is asked to agree to a step, before saying so. */
    default void beforeSigning(String step) throws IOException {
        // Looks at it, and that is all
    }

    @Override
    void close() throws Exception;
}
