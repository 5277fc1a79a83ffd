package dev.caravan.settings;

import dev.caravan.model.Inventory;
import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.Traffic;
import dev.caravan.model.Withheld;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the meaning of a file whose structure has been checked, mistakes or not. Used once. */
final class MigrationReader {
    private final Section root;
    private final Folders folders;
    private final CaravanProperties properties;
    private final Built built = new Built();

    MigrationReader(Section root, Folders folders, CaravanProperties properties) {
        this.root = root;
        this.folders = folders;
        this.properties = properties;
    }

    /** The migration; of use only when nothing was complained about. */
    Migration read(Path file, String digest, Map<String, String> settings, Withheld withheld) {
        String name = text("migration", "");
        String namespace = text("namespace", name);
        Map<String, SystemSettings> systems =
                new SystemsReader(folders, built, properties.recordMaxBytes()).read(root.at("systems"));
        Inventory inventory = new InventoryReader(folders).read(root.at("inventory"));
        PlanReader planned = new PlanReader(root, folders, built, inventory);
        Plan plan = new Plan(planned.read().phases(), withheld);
        List<Pipeline> pipelines = pipelines(systems, namespace, planned.order());
        new ReadCopies(root, plan).check(pipelines);
        Map<String, Traffic> traffic =
                new TrafficReader(systems, root.at("pipelines").members(), folders).read(root.at("traffic"));
        new WritesCheck(root).look();
        return new Migration(
                name,
                namespace,
                text("description", ""),
                file,
                digest,
                settings,
                systems,
                pipelines,
                plan,
                new GatesReader(factNames(plan)).read(root.at("gates")),
                inventory,
                traffic,
                new ScheduleReader().read(root.at("schedule")),
                new NoticesReader(folders).read(root.at("notify")),
                new WindowReader().read(root.at("window")),
                built.missing());
    }

    /** What facts of a passage can be of; empty where there is no plan. */
    private static Set<String> factNames(Plan plan) {
        Set<String> names = plan.steps().stream().map(Step::name).collect(Collectors.toSet());
        if (!names.isEmpty()) {
            names.add("passage");
        }
        return names;
    }

    private List<Pipeline> pipelines(Map<String, SystemSettings> systems, String namespace, List<String> order) {
        SystemNames names = new SystemNames(root.at("systems").members().keySet(), systems);
        Map<String, Pipeline> read =
                new PipelinesReader(names, folders, built, properties.batch()).read(root.at("pipelines"), namespace);
        return order.stream().map(read::get).filter(Objects::nonNull).toList();
    }

    private String text(String key, String otherwise) {
        String text = root.text(key);
        return text == null ? otherwise : text;
    }
}
