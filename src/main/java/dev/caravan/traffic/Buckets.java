package dev.caravan.traffic;

import dev.caravan.model.ClientSides;
import dev.caravan.model.Cohort;
import dev.caravan.model.Side;
import dev.caravan.model.Split;
import java.util.Locale;

/** The buckets that clients fall into, as routers and probes name them: {@code 00} to {@code 99}, and three that are named. */
public final class Buckets {
    /** The members of the cohorts that move before all shares. */
    public static final String COHORT = "cohort";

    private Buckets() {}

    /** The name of a bucket. */
    public static String name(int bucket) {
        return String.format(Locale.ROOT, "%02d", bucket);
    }

    /** The bucket of a cohort's members: the last one of the share at which they move. */
    public static String of(Cohort cohort) {
        return cohort.from() == 0 ? COHORT : name(cohort.from() - 1);
    }

    /** The bucket of clients that are pinned to a side. */
    public static String pinned(Side side) {
        return side.toString();
    }

    /** The bucket that a key falls into. CRC-32, as HAProxy's {@code crc32} is: both split alike. */
    public static int of(String key) {
        return ClientSides.crc32(key);
    }

    /** The side that a bucket gets under a split. */
    public static Side side(Split split, String bucket) {
        if (split.off()) {
            return Side.V1;
        }
        boolean moved =
                switch (bucket) {
                    case COHORT -> split.cohorts();
                    case "v1" -> false;
                    case "v2" -> true;
                    default -> Integer.parseInt(bucket) < split.share();
                };
        return moved ? Side.V2 : Side.V1;
    }
}
