package dev.caravan.system.redis;

import dev.caravan.model.Partition;
import dev.caravan.servers.RedisServer;
import dev.caravan.spi.Source;
import dev.caravan.spi.SourceContract;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisServer.class)
class RedisSourceContractIT extends SourceContract {
    private static final int KEYS = 120;

    private Sample sample;

    @BeforeEach
    void makeSample(RedisServer.Running server) {
        sample = new Sample(server);
        for (int number = 0; number < KEYS; number++) {
            sample.client.set("k:" + number, "value " + number);
        }
        sample.client.set("other", "not meant");
    }

    @AfterEach
    void leave() {
        sample.close();
    }

    @Override
    protected Source source() {
        return sample.source("k:*");
    }

    /** The order is that of a hash, which is made again here past the source. */
    @Override
    protected Map<String, List<String>> expected() {
        Map<Integer, List<byte[]>> byPart = new HashMap<>();
        for (int number = 0; number < KEYS; number++) {
            byte[] key = ("k:" + number).getBytes();
            byte[] entry = KeyEntry.of(List.of(key), 0, key);
            byPart.computeIfAbsent(KeyEntry.partition(entry), part -> new ArrayList<>())
                    .add(entry);
        }
        Map<String, List<String>> expected = new LinkedHashMap<>();
        for (int part = 0; part < KeyEntry.PARTITIONS; part++) {
            List<byte[]> entries = byPart.get(part);
            entries.sort(Comparator.comparing(entry -> entry, java.util.Arrays::compareUnsigned));
            expected.put(
                    "keys part " + (part + 1) + " of 8",
                    entries.stream()
                            .map(entry -> new String(KeyEntry.key(entry)))
                            .map(key -> key + "|string|value " + key.substring(2) + "|null")
                            .toList());
        }
        return expected;
    }

    @Override
    protected void change(Partition partition) {
        String key = expected().get(partition.id()).get(3).replaceFirst("\\|.*", "");
        sample.client.setrange(key, 0, "VALUE");
    }
}
