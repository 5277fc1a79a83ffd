package dev.caravan.settings;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Refuses what would lose writes while two sides serve. A service's stores are what its pipelines ({@code data:}, else all)
 * read, for v1, and write, for v2.
 *
 * <ul>
 *   <li>{@code shared}: no pipeline carries the data from one store to another.
 *   <li>{@code cohort}: something of the requests themselves keeps a client on its side, so that its rows have one owner; a
 *       cap by verification is one by the pipelines that are named.
 *   <li>{@code switch}: the plan has the instant at which writes move: a freeze of each store of v1, or a gate before the
 *       service's last share.
 *   <li>A store that v1 writes is frozen only once v1 serves nobody: no share below 100 % after it, and one of 100 % by then.
 * </ul>
 */
final class WritesCheck {
    private static final int ALL = 100;

    private final Section file;
    private final List<Section> pipelines = new ArrayList<>();
    private final List<Moment> moments = new ArrayList<>();

    WritesCheck(Section file) {
        this.file = file;
        pipelines.addAll(file.at("pipelines").members().values());
        for (Section phase : file.at("plan").elements()) {
            for (Section step : phase.at("steps").elements()) {
                step.members()
                        .forEach((kind, written) -> moments.add(new Moment(kind, StepReader.options(kind, written))));
            }
        }
    }

    /** Complains about every service whose writes are not safe. */
    void look() {
        file.at("traffic").members().forEach(this::service);
    }

    private void service(String name, Section service) {
        List<Section> carried = carried(service);
        Set<String> stores = new LinkedHashSet<>();
        carried.forEach(
                pipeline -> stores.add(String.valueOf(pipeline.at("export").text("from"))));
        switch (String.valueOf(service.text("writes"))) {
            case "shared" -> shared(service, carried);
            case "cohort" -> cohort(service);
            case "switch" -> switched(name, service, stores);
            default -> {
                // The structure's check says which there are
            }
        }
        owner(service);
        for (int at = 0; at < moments.size(); at++) {
            if (moments.get(at).isFreezeOf(stores)) {
                frozen(name, service, at);
            }
        }
    }

    private List<Section> carried(Section service) {
        List<String> named = service.texts("data");
        return service.has("data")
                ? pipelines.stream()
                        .filter(pipeline -> named.contains(pipeline.key()))
                        .toList()
                : pipelines;
    }

    private void shared(Section service, List<Section> carried) {
        for (Section pipeline : carried) {
            String from = pipeline.at("export").text("from");
            for (Section into : pipeline.at("import").oneOrMany()) {
                if (isOther(from, into.text("into"))) {
                    service.at("writes")
                            .mistake("writes: shared says that one store stands behind v1 and v2, and pipeline '"
                                    + pipeline.key() + "' carries the data from '" + from + "' to '"
                                    + into.text("into")
                                    + "'; write cohort or switch, or data: [] where the service uses neither");
                    return;
                }
            }
        }
    }

    private boolean isOther(String from, String into) {
        Section systems = file.at("systems");
        boolean known = from != null && into != null && systems.has(from) && systems.has(into);
        return known && !systems.at(from).node().equals(systems.at(into).node());
    }

    private static void cohort(Section service) {
        Section sticky = service.at("sticky");
        if (!sticky.has("header") && !sticky.has("cookie") && !sticky.has("path") && !sticky.isDoubtful()) {
            service.at("writes")
                    .mistake(
                            "writes: cohort leaves a client's rows on the side that the client is on, and an address is"
                                    + " no owner of rows; give sticky: a header, a cookie or a part of the path");
        }
        Section cap = service.at("cap");
        if (cap.has("verified") && !service.has("data") && !cap.has("owner")) {
            cap.at("verified")
                    .mistakeAtKey(
                            "a verification compares whole tables, and with writes: cohort v2's clients write rows"
                                    + " that v1 does not have: each of them would bar every further share; name by owner: the"
                                    + " column of a row that holds its client's key, or by data: the pipelines into tables"
                                    + " that v2's clients do not write, or write switch");
        }
    }

    /** Owners are told from each other by what the router goes by. */
    private static void owner(Section service) {
        Section owner = service.at("cap").at("owner");
        if (owner.isMissing()) {
            return;
        }
        if (!"cohort".equals(service.text("writes"))) {
            owner.mistakeAtKey(
                    "rows have owners where clients write on both sides; write writes: cohort, or leave it out");
        }
        if ("weights".equals(service.at("router").at("nginx").text("mode"))) {
            owner.mistakeAtKey("weights do not tell which client is on which side; leave mode: out, or owner:");
        }
    }

    private void switched(String name, Section service, Set<String> stores) {
        int last = -1;
        for (int at = 0; at < moments.size(); at++) {
            last = moments.get(at).isShareOf(name) ? at : last;
        }
        Set<String> frozen = new LinkedHashSet<>();
        moments.stream()
                .filter(moment -> moment.kind().equals("freeze"))
                .forEach(moment -> frozen.add(String.valueOf(moment.options().text("of"))));
        boolean gated = last >= 0
                && moments.subList(0, last).stream()
                        .anyMatch(moment -> moment.kind().equals("gate"));
        boolean moves = stores.isEmpty() ? !frozen.isEmpty() : frozen.containsAll(stores);
        if (last >= 0 && !gated && !moves) {
            service.at("writes")
                    .mistake("writes: switch wants the instant at which writes move, and the plan has none; freeze "
                            + (stores.isEmpty() ? "v1's store" : String.join(" and ", stores))
                            + " when v1 serves nobody, or put a gate before the service's last share");
        }
    }

    /** Whoever is on v1 could not write any more. */
    private void frozen(String name, Section service, int at) {
        Moment freeze = moments.get(at);
        int share = -1;
        for (int i = 0; i < moments.size(); i++) {
            Moment moment = moments.get(i);
            if (!moment.isShareOf(name)) {
                continue;
            }
            share = moment.share(service);
            if (i > at && share < ALL) {
                freeze.options()
                        .mistakeAtKey("freezes '" + freeze.options().text("of") + "', which v1 of '" + name
                                + "' writes, and a later step leaves clients on v1 (" + share
                                + "%); freeze it when the share is 100%");
                return;
            }
        }
        if (share >= 0 && share < ALL) {
            freeze.options()
                    .mistakeAtKey("freezes '" + freeze.options().text("of") + "', which v1 of '" + name
                            + "' writes, and v1 still serves (" + share + "% are on v2); give v2 100% first");
        }
    }

    /** A step, as far as writes are concerned. */
    private record Moment(String kind, Section options) {
        boolean isFreezeOf(Set<String> stores) {
            return kind.equals("freeze") && stores.contains(String.valueOf(options.text("of")));
        }

        boolean isShareOf(String service) {
            return (kind.equals("shift") || kind.equals("ramp")) && service.equals(options.text("of"));
        }

        /** In percent; a ramp ends with its last share, which is all unless the service says less. */
        int share(Section service) {
            List<Section> steps = service.at("ramp").elements();
            if (options.has("to")) {
                return percent(options.text("to"), 0);
            }
            return steps.isEmpty()
                    ? ALL
                    : percent(steps.get(steps.size() - 1).expanded("share").text("share"), ALL);
        }

        private static int percent(String text, int otherwise) {
            return text != null && text.matches("[0-9]{1,3}\\s*%?")
                    ? Integer.parseInt(text.replaceAll("\\D", ""))
                    : otherwise;
        }
    }
}
