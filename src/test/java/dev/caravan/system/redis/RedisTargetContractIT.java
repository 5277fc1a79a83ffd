package dev.caravan.system.redis;

import dev.caravan.model.Existing;
import dev.caravan.model.Pipeline;
import dev.caravan.servers.RedisServer;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import dev.caravan.spi.TransactionalTargetContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thing is a hash of its columns. */
@ExtendWith(RedisServer.class)
class RedisTargetContractIT extends TransactionalTargetContract {
    private Sample sample;

    @BeforeEach
    void makeDatabase(RedisServer.Running server) {
        sample = new Sample(server);
    }

    @AfterEach
    void leave() {
        sample.close();
    }

    @Override
    protected Target target(Existing existing, TargetTable table) {
        Pipeline.Import into = new Pipeline.Import(sample.settings(), table.table(), table.key(), existing);
        return Sample.system().target(into, List.of(table));
    }

    @Override
    protected List<String> things() {
        return sample.client.keys("thing:*").stream()
                .map(key -> {
                    Map<String, String> hash = sample.client.hgetAll(key);
                    return key.substring("thing:".length()) + "|" + hash.get("name") + "|" + hash.get("size");
                })
                .sorted()
                .toList();
    }
}
