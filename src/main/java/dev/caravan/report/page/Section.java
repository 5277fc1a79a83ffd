package dev.caravan.report.page;

import dev.caravan.report.RunReport;
import java.util.Optional;

/** A part of a page. Safe for use by several threads. */
interface Section {
    /** Its name: that of its templates {@code NAME.html} and {@code NAME.md}, and of its place on the page. */
    String name();

    /** What its templates show, all of it as text; empty to be left out. */
    Optional<?> view(RunReport report);
}
