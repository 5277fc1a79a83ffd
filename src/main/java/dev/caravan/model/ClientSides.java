package dev.caravan.model;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** On which side each client of a service is under a split, told by its key as the service's router tells it. */
public final class ClientSides {
    private static final String NGINX = "nginx";
    private static final int MURMUR = 0x5bd1e995;
    private static final long NGINX_PART = 0xffffffffL / Split.BUCKETS;

    private final Traffic service;
    private final Split split;
    private final Map<String, Cohort> cohorts = new HashMap<>();

    public ClientSides(Traffic service, Split split) {
        this.service = requireNonNull(service, "service is null");
        this.split = requireNonNull(split, "split is null");
        service.cohorts().values().forEach(one -> one.clients().forEach(key -> cohorts.put(key, one)));
    }

    /** The side of the client with this key. */
    public Side of(String key) {
        if (split.off()) {
            return Side.V1;
        }
        Side pinned = service.pins().get(key);
        if (pinned != null) {
            return pinned;
        }
        Cohort cohort = cohorts.get(key);
        boolean moved = cohort == null ? bucket(key) < split.share() : cohort.moved(split);
        return moved ? Side.V2 : Side.V1;
    }

    private int bucket(String key) {
        return service.router().equals(NGINX) ? murmur(key) : crc32(key);
    }

    /** The bucket of a key in the embedded router and in HAProxy: its {@code crc32}. */
    public static int crc32(String key) {
        CRC32 sum = new CRC32();
        sum.update(key.getBytes(StandardCharsets.UTF_8));
        return (int) (sum.getValue() % Split.BUCKETS);
    }

    /** The bucket of a key in nginx: its {@code split_clients} cuts the range of MurmurHash2 into parts. */
    private static int murmur(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        int hash = bytes.length;
        int at = 0;
        for (; at + 4 <= bytes.length; at += 4) {
            int word = (bytes[at] & 0xff)
                    | (bytes[at + 1] & 0xff) << 8
                    | (bytes[at + 2] & 0xff) << 16
                    | (bytes[at + 3] & 0xff) << 24;
            word *= MURMUR;
            word ^= word >>> 24;
            hash = hash * MURMUR ^ word * MURMUR;
        }
        if (at < bytes.length) {
            for (int rest = bytes.length - 1; rest >= at; rest--) {
                hash ^= (bytes[rest] & 0xff) << 8 * (rest - at);
            }
            hash *= MURMUR;
        }
        hash ^= hash >>> 13;
        hash *= MURMUR;
        hash ^= hash >>> 15;
        return (int) Math.min(Split.BUCKETS - 1, Integer.toUnsignedLong(hash) / NGINX_PART);
    }
}
