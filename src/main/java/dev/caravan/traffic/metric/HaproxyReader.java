package dev.caravan.traffic.metric;

import dev.caravan.traffic.router.HaproxyEvents;
import java.util.List;

/**
 * The lines about each answer that HAProxy keeps in a ring of its memory. Each has the number of its request, so what was read
 * before is known again.
 */
final class HaproxyReader implements RouterMetrics.Reader {
    private static final int FIELDS = 5;

    private final HaproxyEvents events;
    private String last;

    HaproxyReader(HaproxyEvents events) {
        this.events = events;
    }

    @Override
    public boolean read(WindowBook book) {
        List<String> lines = events.lines();
        SideCounts counts = new SideCounts();
        if (last != null) {
            // Not there any more: all of them are new, and some were lost
            lines.subList(lines.lastIndexOf(last) + 1, lines.size()).forEach(line -> count(line.split(" "), counts));
            counts.into(book);
        }
        last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        return true;
    }

    private static void count(String[] line, SideCounts counts) {
        if (line.length == FIELDS) {
            counts.count(line[1], (int) number(line[2]), line[4].startsWith("C"), number(line[3]));
        }
    }

    /** Negative where HAProxy has none, or where the text is no number. */
    private static double number(String text) {
        return text.matches("[0-9]{1,9}") ? Double.parseDouble(text) : -1;
    }

    @Override
    public void close() {
        // HAProxy goes on counting, in a ring of fixed size
    }
}
