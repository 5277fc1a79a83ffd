package dev.caravan.runbook;

import static org.assertj.core.api.Assertions.assertThat;

/** What the report of every plan shows in a real browser, carried out and taken back: who was not there can follow it. */
final class PlanPages {
    private static final int WIDE = 1280;
    private static final int PHONE = 400;

    private PlanPages() {}

    /**
     * Of a plan that has come to its end.
     *
     * @param signed a gate, and as {@code WHO as ROLE} who signed it
     */
    static ReportPage done(PlanWorld world, String gate, String signed, String step) throws Exception {
        ReportPage done = ReportPage.of(world, world.migration() + "-done", WIDE);

        done.assertSound();
        assertThat(done.text()).contains(world.migration(), "done");
        assertThat(done.section("success")).contains("steps took", "Who agreed", signed);
        assertThat(done.section("gates")).contains(gate, signed.replaceFirst(" as .*", ""));
        assertThat(done.section("steps")).contains(step);
        assertThat(done.section("success")).contains("Callers were not served for");
        return done;
    }

    /** Of a plan that was taken back, because of {@code test}, with a step of it. */
    static ReportPage back(PlanWorld world, String step) throws Exception {
        ReportPage back = ReportPage.of(world, world.migration() + "-back", WIDE);

        back.assertSound();
        assertThat(back.text()).contains("rolled-back", "because: test", "all are the same");
        assertThat(back.section("events")).contains("has been taken back", "rollback end");
        assertThat(back.section("steps")).contains("undone", step);
        assertThat(back.section("success")).isEmpty();
        ReportPage.of(world, world.migration() + "-back", PHONE).assertSound();
        return back;
    }
}
