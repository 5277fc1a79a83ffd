package dev.caravan.step;

import dev.caravan.repository.Directions;
import dev.caravan.repository.HostRows;
import dev.caravan.repository.Sleeper;
import dev.caravan.spi.ShareControl;
import dev.caravan.spi.StepKind;
import dev.caravan.step.archive.ArchiveStep;
import dev.caravan.step.check.CheckStep;
import dev.caravan.step.cleanup.CleanupStep;
import dev.caravan.step.drill.DrillStep;
import dev.caravan.step.edit.EditStep;
import dev.caravan.step.exec.ExecStep;
import dev.caravan.step.freeze.FreezeStep;
import dev.caravan.step.gate.AttestStep;
import dev.caravan.step.gate.Decision;
import dev.caravan.step.gate.GateStep;
import dev.caravan.step.http.HttpCaller;
import dev.caravan.step.http.HttpStep;
import dev.caravan.step.load.LoadStep;
import dev.caravan.step.mirror.AbStep;
import dev.caravan.step.mirror.MirrorStep;
import dev.caravan.step.mirror.Mirrors;
import dev.caravan.step.notify.NoticeDesk;
import dev.caravan.step.notify.NotifyStep;
import dev.caravan.step.observe.ObserveStep;
import dev.caravan.step.ramp.Metering;
import dev.caravan.step.ramp.RampStep;
import dev.caravan.step.ramp.RampTools;
import dev.caravan.step.ramp.ShareWatch;
import dev.caravan.step.route.RouteCaller;
import dev.caravan.step.route.RouteStep;
import dev.caravan.step.shift.ShiftStep;
import dev.caravan.step.snapshot.SnapshotStep;
import dev.caravan.step.sql.SqlCaller;
import dev.caravan.step.sql.SqlStep;
import dev.caravan.step.ssh.SshStep;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The kinds of steps that are built: the one place to add a kind to, beside its route in {@code routes/steps}. */
public final class StepKinds {
    private final Map<String, StepKind> kinds;
    private final RampStep ramp;
    private final Mirrors mirrors;

    /** The kinds, which reach the world by {@code means}. */
    public StepKinds(Means means) {
        StepKind check = new CheckStep(means.http(), means.systems(), means.mirrors());
        this.ramp = new RampStep(ramps(means, check));
        this.mirrors = means.mirrors();
        this.kinds = Map.ofEntries(
                Map.entry("ab", new AbStep(means.mirrors())),
                Map.entry("archive", new ArchiveStep(means.systems())),
                Map.entry("attest", new AttestStep(means.decision())),
                Map.entry("check", check),
                Map.entry("cleanup", new CleanupStep(means.systems())),
                Map.entry("drill", new DrillStep(this::kind)),
                Map.entry("edit", new EditStep()),
                Map.entry("exec", new ExecStep()),
                Map.entry("freeze", new FreezeStep(means.systems())),
                Map.entry("gate", new GateStep(means.decision())),
                Map.entry("http", new HttpStep(means.http())),
                Map.entry("load", new LoadStep()),
                Map.entry("mirror", new MirrorStep(means.mirrors())),
                Map.entry("notify", new NotifyStep(means.notices())),
                Map.entry("observe", new ObserveStep(check)),
                Map.entry("pipeline", new PipelineStep()),
                Map.entry("ramp", ramp),
                Map.entry("route", new RouteStep(means.routes())),
                Map.entry("shift", new ShiftStep(means.shares())),
                Map.entry("snapshot", new SnapshotStep(means.systems())),
                Map.entry("sql", new SqlStep(means.sql())),
                Map.entry("ssh", new SshStep(means.hosts(), Clock.systemUTC(), Sleeper.real())));
    }

    private static RampTools ramps(Means means, StepKind check) {
        return new RampTools(
                means.shares(), means.metering(), means.directions(), check, means.notices(), Clock.systemUTC());
    }

    /**
     * What steps reach the world by.
     *
     * @param http asks services
     * @param sql sends statements
     * @param routes calls a user's routes
     * @param decision judges what people said
     * @param notices tells people
     * @param hosts keeps where hosts stand
     * @param systems handles whole systems
     * @param mirrors compare the sides of services
     * @param shares changes the shares of services
     * @param metering measures the sides of services
     * @param directions keeps what people say to ramps
     */
    public record Means(
            HttpCaller http,
            SqlCaller sql,
            RouteCaller routes,
            Decision decision,
            NoticeDesk notices,
            HostRows hosts,
            SystemTools systems,
            Mirrors mirrors,
            ShareControl shares,
            Metering metering,
            Directions directions) {}

    /** The kinds for what only asks about them, such as {@code plan}: none of them may be called. */
    public static StepKinds forPlan() {
        return new StepKinds(new Means(null, null, null, null, null, null, null, null, null, null, null));
    }

    /**
     * The kind of this name.
     *
     * @throws IllegalArgumentException for a name that is not built; files that name one are refused before
     */
    public StepKind kind(String name) {
        StepKind kind = kinds.get(name);
        if (kind == null) {
            throw new IllegalArgumentException(
                    "unknown step kind '" + name + "'; known: " + new TreeMap<>(kinds).keySet());
        }
        return kind;
    }

    /** Looks at the shares of services while no ramp does. */
    public ShareWatch watch() {
        return ramp.watch();
    }

    /** What compares the sides of services. */
    public Mirrors mirrors() {
        return mirrors;
    }

    /** The names of all kinds. */
    public Set<String> names() {
        return kinds.keySet();
    }
}
