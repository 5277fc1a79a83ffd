package dev.caravan.console;

import dev.caravan.console.Board.Standing;
import dev.caravan.model.Counts;
import dev.caravan.model.Person;
import dev.caravan.repository.PipelineProgress;
import dev.caravan.repository.Run;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** The status page, made on the server: it needs no script, and asks again every few seconds. */
final class StatusPage {
    private static final String REFRESH = "<meta http-equiv=\"refresh\" content=\"3\">";

    private final Html page = Html.page("Caravan", REFRESH);

    private StatusPage() {}

    /** The page for one person. */
    static String of(List<Standing> standings, Person person) {
        StatusPage page = new StatusPage();
        page.head(person);
        if (standings.isEmpty()) {
            page.page.add("<p>No migration is known yet: put one into config/migrations.</p>");
        }
        standings.forEach(page::migration);
        return page.page.end();
    }

    private void head(Person person) {
        page.add("<header><h1>Caravan</h1><nav><a href=\"/hawtio/\">Hawtio</a>")
                .add("<a href=\"/observe/metrics\">Metrics</a><a href=\"/observe/health/live\">Live</a>")
                .add("<a href=\"/observe/health/ready\">Ready</a></nav><span class=\"muted\">")
                .text(person.name() + " (" + String.join(", ", person.sortedRoles()) + ")")
                .add("</span><form method=\"post\" action=\"/logout\"><button>Log out</button></form></header>\n");
    }

    private void migration(Standing standing) {
        page.add("<section><h2>")
                .text(standing.migration().name())
                .add(": <span class=\"")
                .add(standing.state().equals("done") ? "done" : "state")
                .add("\">")
                .text(standing.state())
                .add("</span></h2>");
        paragraph("muted", standing.migration().description());
        paragraph("waiting", standing.migration().waiting());
        if (standing.run() != null) {
            run(standing.run());
        }
        if (!standing.pipelines().isEmpty()) {
            pipelines(standing.pipelines());
        }
        page.add("</section>\n");
    }

    private void run(Run run) {
        String ended = run.ended() == null ? "" : ", ended " + run.ended().truncatedTo(ChronoUnit.SECONDS);
        paragraph(
                "muted",
                run.verb() + " " + run.id() + " since " + run.started().truncatedTo(ChronoUnit.SECONDS) + ended);
        run.reason().lines().forEach(line -> paragraph("wrong", line));
    }

    private void paragraph(String style, String text) {
        if (!text.isEmpty()) {
            page.add("<p class=\"" + style + "\">").text(text).add("</p>");
        }
    }

    private void pipelines(List<PipelineProgress> pipelines) {
        page.add("<div class=\"scroll\"><table><thead><tr><th>Pipeline</th><th>State</th><th>Done</th>");
        for (String column : List.of("Read", "Imported", "Filtered", "Rejected", "Skipped", "Records/s")) {
            page.add("<th class=\"number\">").add(column).add("</th>");
        }
        page.add("<th>Waiting for</th></tr></thead><tbody>");
        pipelines.forEach(this::pipeline);
        page.add("</tbody></table></div>");
    }

    private void pipeline(PipelineProgress pipeline) {
        page.add("<tr><td>").text(pipeline.pipeline()).add("</td><td>");
        page.text(pipeline.state().text()).add("</td><td>");
        bar(pipeline);
        page.add("</td>");
        Counts counts = pipeline.counts();
        cell(counts.read());
        cell(counts.imported());
        cell(counts.filtered());
        cell(counts.rejected());
        cell(counts.skipped());
        cell(Math.round(pipeline.recordsPerSecond()));
        page.add("<td class=\"waiting\">").text(pipeline.waiting()).add("</td></tr>");
    }

    private void bar(PipelineProgress pipeline) {
        if (pipeline.expected() <= 0) {
            return;
        }
        double share = Math.min(1, (double) pipeline.counts().read() / pipeline.expected());
        String percent = String.format(Locale.ROOT, "%.0f", 100 * share);
        page.add("<progress max=\"100\" value=\"" + percent + "\">" + percent + " %</progress>");
    }

    private void cell(long number) {
        page.add("<td class=\"number\">").number(number).add("</td>");
    }
}
