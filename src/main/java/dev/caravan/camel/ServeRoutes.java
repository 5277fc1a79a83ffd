package dev.caravan.camel;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Schedule;
import dev.caravan.plan.StepRoutes;
import dev.caravan.run.Control;
import dev.caravan.run.PlanMeans;
import dev.caravan.serve.Roads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.camel.builder.TemplatedRouteBuilder;

/** The routes of migrations in the long-running process. Safe for use by several threads. */
public final class ServeRoutes implements Roads {
    private final CamelHouse house;
    private final Function<StepRoutes, PlanMeans> steps;
    private final Map<String, Map<String, Starter>> starters = new TreeMap<>();

    /**
     * Routes in {@code house}, once it has started.
     *
     * @param steps what a plan is carried out with, beside its routes
     */
    public ServeRoutes(CamelHouse house, Function<StepRoutes, PlanMeans> steps) {
        this.house = requireNonNull(house, "house is null");
        this.steps = requireNonNull(steps, "steps is null");
    }

    @Override
    public Road open(String migration, Control control) {
        RouteTokens tokens = house.runs().open(migration, control);
        return new Road(tokens, steps.apply(new RouteSteps(house, migration, tokens::advance)));
    }

    @Override
    public void lay(Wanted wanted) {
        PipelineRoutes routes = house.runs().routes();
        routes.keepOnly(wanted.migration(), List.copyOf(wanted.lanes().keySet()));
        wanted.lanes().forEach((pipeline, lane) -> routes.ensure(wanted.migration(), pipeline, lane));
        startBy(wanted.migration(), starters(wanted));
    }

    @Override
    public void clear(String migration) {
        house.runs().routes().keepOnly(migration, List.of());
        startBy(migration, Map.of());
    }

    private static Map<String, Starter> starters(Wanted wanted) {
        String name = wanted.migration();
        Map<String, Starter> starters = new LinkedHashMap<>();
        for (String pipeline : wanted.watched()) {
            String id = PipelineRoutes.name(name, pipeline) + ".watch";
            starters.put(id, new Starter("watch", Map.of("migration", name, "pipeline", pipeline, "timer", id), ""));
        }
        if (wanted.schedule() != null) {
            String id = name.replace('.', '~') + ".schedule";
            starters.put(id, schedule(wanted, id));
        }
        return starters;
    }

    private static Starter schedule(Wanted wanted, String id) {
        Schedule schedule = wanted.schedule();
        Map<String, String> values = new TreeMap<>();
        values.put("migration", wanted.migration());
        values.put("timer", id);
        values.put("text", schedule.text());
        if (schedule.every() != null) {
            values.put("period", String.valueOf(schedule.every().toMillis()));
            return new Starter(
                    "schedule-every", values, String.valueOf(wanted.untilFirst().toMillis()));
        }
        values.put("cron", schedule.cron());
        values.put("zone", schedule.zone().getId());
        return new Starter("schedule-cron", values, "");
    }

    private synchronized void startBy(String migration, Map<String, Starter> wanted) {
        Map<String, Starter> there = starters.computeIfAbsent(migration, name -> new TreeMap<>());
        for (String id : new ArrayList<>(there.keySet())) {
            if (!there.get(id).isLike(wanted.get(id))) {
                house.runs().routes().takeAway(List.of(id));
                there.remove(id);
            }
        }
        wanted.forEach((id, starter) -> {
            if (!there.containsKey(id)) {
                TemplatedRouteBuilder builder = TemplatedRouteBuilder.builder(house.context(), starter.template())
                        .routeId(id);
                starter.values().forEach(builder::parameter);
                builder.parameter("first", starter.first()).add();
                there.put(id, starter);
            }
        });
    }

    /**
     * A route that starts runs.
     *
     * @param first when it does so first, which is no part of what it is
     */
    private record Starter(String template, Map<String, String> values, String first) {
        boolean isLike(Starter other) {
            return other != null && template.equals(other.template) && values.equals(other.values);
        }
    }
}
