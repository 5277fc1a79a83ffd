package dev.caravan.report.page;

import dev.caravan.report.RunReport;
import java.util.List;

/** The sections of a page, in order. */
final class Sections {
    private static final List<Section> ALL = List.of(
            new HeadSection(),
            new SuccessSection(),
            new TroubleSection(),
            new GatesSection(),
            new EventsSection(),
            new StepsSection(),
            new TrafficSection(),
            new RecordsSection(),
            new VerificationSection(),
            new RejectsSection(),
            new TimeSection(),
            new RunsSection(),
            new SurroundingsSection());

    private final Templates templates;

    Sections(Templates templates) {
        this.templates = templates;
    }

    /** The sections that have something to show, rendered. */
    List<String> render(RunReport report) {
        return ALL.stream()
                .flatMap(section -> section.view(report).map(view -> templates.render(section.name(), view)).stream())
                .toList();
    }
}
