package dev.caravan.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code STATE/rejects/MIGRATION/PIPELINE.ndjson}, rendered from the state database for people and scripts: one line
 * for each rejected record and child row, in the order in which they were kept. Rows that were kept in the target's
 * form are not in it. 0600, its folders 0700. One object for one pipeline, in the process that holds the state; safe
 * for use by several threads.
 */
public final class RejectFile {
    private static final int PAGE = 200;

    private final Path file;
    private final PipelineName pipeline;
    private final Rejects rejects;
    private final RejectLine line = new RejectLine();
    private boolean known;
    private long generation;
    private long number;
    private long length;

    /** The file of one pipeline in a state folder; nothing is written yet. */
    public RejectFile(Path state, PipelineName pipeline, Rejects rejects) {
        this.pipeline = requireNonNull(pipeline, "pipeline is null");
        this.rejects = requireNonNull(rejects, "rejects is null");
        this.file = state.resolve("rejects").resolve(pipeline.migration()).resolve(pipeline.pipeline() + ".ndjson");
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /**
     * Makes the file equal to the database: adds what is new, or writes it anew when lines went away, when it is not as
     * it was left, and at the first call. Empty, but there, when there are no rejects.
     *
     * @throws dev.caravan.model.CaravanException IO_FAILED; the next call writes it anew
     */
    public synchronized void render() {
        long now = rejects.generation(pipeline);
        boolean whole = !known || now != generation || !isAsLeft();
        known = false;
        if (whole) {
            writeWhole();
        } else {
            addNew();
        }
        generation = now;
        // What went away meanwhile is noticed by the next call
        known = true;
    }

    private boolean isAsLeft() {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == length;
        } catch (IOException gone) {
            return false;
        }
    }

    private void writeWhole() {
        Path folder = file.getParent();
        StateFolder.makeInside(folder.getParent());
        StateFolder.makeInside(folder);
        number = 0;
        length = new DurableFile(file).write(out -> lines(rejects.after(pipeline, 0, PAGE), out));
    }

    private void addNew() {
        List<Rejects.Numbered> first = rejects.after(pipeline, number, PAGE);
        if (!first.isEmpty()) {
            length += new DurableFile(file).append(out -> lines(first, out));
        }
    }

    private void lines(List<Rejects.Numbered> first, OutputStream out) throws IOException {
        for (List<Rejects.Numbered> page = first; !page.isEmpty(); page = rejects.after(pipeline, number, PAGE)) {
            for (Rejects.Numbered reject : page) {
                out.write((line.of(reject.kept()) + "\n").getBytes(UTF_8));
                number = reject.number();
            }
        }
    }
}
