/**
 * Reports as pages for people: HTML and Markdown. A {@link dev.caravan.report.page.Section} is one class, which says what is
 * shown, and two templates of its name, which say how; {@link dev.caravan.report.page.Sections} lists them. Templates are
 * Mustache: they know no logic, and every value is escaped unless the template says otherwise, which only the frame around
 * the sections does.
 */
package dev.caravan.report.page;
