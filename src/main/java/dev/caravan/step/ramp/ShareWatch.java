package dev.caravan.step.ramp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Migration;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.repository.Share;
import dev.caravan.spi.MetricProvider;
import dev.caravan.spi.StepCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at v2 as long as its share stands and no ramp is under way: a gate between two shares may wait for days. Safe for use
 * by several threads, each with another service.
 */
public final class ShareWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ShareWatch.class);
    /** What happened before says nothing of a share that has stood for days. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final RampTools tools;
    private final Map<String, MetricProvider> open;
    /** Since when a service is bad, or cannot be seen. */
    private final Map<String, Instant> bad = new ConcurrentHashMap<>();

    ShareWatch(RampTools tools, Map<String, MetricProvider> open) {
        this.tools = tools;
        this.open = open;
    }

    /** When the next look at a service is due. */
    public static Duration interval(Traffic service) {
        return service.ramp() == null
                ? Duration.ofSeconds(1)
                : service.ramp().pace().interval();
    }

    /**
     * Brings a router back that is not there, with the share that it had; then judges v2 by what ends a ramp.
     *
     * @param call of the step that is under way, whatever that is
     * @param share what is on record
     * @return what speaks against v2's share, for people; empty while nothing does, or not for as long as the ramp's patience
     */
    public Optional<String> look(StepCall call, Traffic service, Share share) {
        Judgement judgement = judge(call, service, share);
        if (judgement.verdict() == Verdict.ABORT) {
            return Optional.of(judgement.why());
        }
        if (!judgement.isBad()) {
            bad.remove(service.name());
            return Optional.empty();
        }
        if (bad.putIfAbsent(service.name(), call.now()) == null) {
            LOG.warn("{}/{}: {}", call.migration().name(), service.name(), judgement.why());
        }
        if (service.ramp() == null || share.split().compareTo(Split.NONE) <= 0) {
            return Optional.empty();
        }
        Duration patience = service.ramp().pace().patience();
        boolean over = !call.now().isBefore(bad.get(service.name()).plus(patience));
        return over
                ? Optional.of(judgement.verdict() + " for " + Analysis.text(patience) + ": " + judgement.why())
                : Optional.empty();
    }

    private Judgement judge(StepCall call, Traffic service, Share share) {
        Split now;
        try {
            now = tools.shares().split(call.migration(), service);
        } catch (CaravanException silent) {
            return said(Verdict.NO_METRICS, "the router cannot be asked: " + silent.getMessage());
        }
        if (now.compareTo(share.split()) < 0) {
            return said(Verdict.UNHEALTHY, "the share is " + now + ", lowered by somebody else");
        }
        if (service.ramp() == null || share.split().compareTo(Split.NONE) <= 0) {
            return said(Verdict.HEALTHY, "");
        }
        Duration stood = Duration.between(share.changed(), call.now());
        RampSight sight = new RampSight(call, service, tools, open, key(call.migration(), service));
        return new Analysis(service.ramp().guarding()).judge(sight, stood.compareTo(LONGEST) < 0 ? stood : LONGEST);
    }

    private static Judgement said(Verdict verdict, String why) {
        return new Judgement(verdict, why, JsonNodeFactory.instance.objectNode());
    }

    /** Measures nothing any more. */
    public void close(Migration migration) {
        migration.traffic().values().forEach(service -> RampSight.close(open, key(migration, service)));
    }

    private static String key(Migration migration, Traffic service) {
        return migration.name() + "/" + service.name();
    }
}
