package dev.caravan.report.page;

import dev.caravan.report.PipelineReport;
import dev.caravan.report.RejectSample;
import dev.caravan.report.RejectsReport;
import dev.caravan.report.RunReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which records were not accepted and why, with samples that show no values. */
final class RejectsSection implements Section {
    private static final double WIDTH = 1_000;
    private static final Pattern CHILD = Pattern.compile("(.+)#([0-9]+)", Pattern.DOTALL);

    @Override
    public String name() {
        return "rejects";
    }

    @Override
    public Optional<View> view(RunReport report) {
        List<Group> groups = report.pipelines().stream()
                .filter(pipeline -> !codes(pipeline.rejects()).isEmpty())
                .map(RejectsSection::group)
                .toList();
        return groups.isEmpty() ? Optional.empty() : Optional.of(new View(groups));
    }

    private static Group group(PipelineReport pipeline) {
        RejectsReport rejects = pipeline.rejects();
        return new Group(
                pipeline.name(),
                rejects.file(),
                codes(rejects),
                rejects.samples().stream().map(RejectsSection::sample).toList());
    }

    private static List<Code> codes(RejectsReport rejects) {
        List<Map.Entry<String, Long>> all = new ArrayList<>(rejects.rejected().entrySet());
        all.addAll(rejects.kept().entrySet());
        all.sort(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry::getKey));
        return all.stream()
                .map(count -> new Code(
                        count.getKey(),
                        RejectWords.of(count.getKey()),
                        Figures.number(count.getValue()),
                        String.format(
                                Locale.ROOT,
                                "%.1f",
                                WIDTH * count.getValue() / all.get(0).getValue())))
                .toList();
    }

    private static Sample sample(RejectSample sample) {
        return new Sample(
                sample.code(),
                sample.key(),
                sample.source(),
                child(sample.child()),
                sample.stage(),
                sample.reason(),
                sample.shape());
    }

    /** {@code turns#3} is the third row of {@code turns}. */
    private static String child(String place) {
        Matcher parts = CHILD.matcher(place);
        return parts.matches() ? parts.group(1) + ", row " + parts.group(2) : place;
    }

    record Code(String code, String meaning, String count, String width) {}

    record Sample(String code, String key, String source, String child, String stage, String reason, String shape) {}

    record Group(String pipeline, String file, List<Code> codes, List<Sample> samples) {}

    record View(List<Group> groups) {}
}
