package dev.caravan.camel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Traffic;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.TrafficMirror;
import dev.caravan.step.mirror.Mirrors;
import dev.caravan.traffic.compare.Replay;
import dev.caravan.traffic.router.TrafficRouters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the sides of services, by what copies beside their routers.
 *
 * @param state the folder of all routers of a process
 * @param program the words that start this program
 * @param patience how long a router may take to obey
 */
record ServiceMirrors(Path state, List<String> program, Duration patience) implements Mirrors {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceMirrors.class);

    @Override
    public TrafficMirror of(String migration, Traffic service) {
        return TrafficRouters.mirror(service, state.resolve(migration), program, patience);
    }

    @Override
    public void release(String migration, Traffic service) {
        try {
            TrafficRouters.release(service, state.resolve(migration));
        } catch (CaravanException stuck) {
            LOG.warn("what copied requests of {} goes on: {}", service.name(), stuck.getMessage());
        }
    }

    @Override
    public JsonNode replay(Traffic service, List<JsonNode> requests, Plan plan, SnapshotFolder.Pace pace) {
        try {
            return new Replay(service, plan.compare()).run(requests, plan.total(), plan.perSecond(), pace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.INTERRUPTED, service.name(), "the process is to end; start it again");
        }
    }
}
