package dev.caravan.traffic.router;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Side;
import dev.caravan.model.Split;
import dev.caravan.repository.Sleeper;
import dev.caravan.traffic.Buckets;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Asks a router through its listener what it does, each time over a new connection. */
final class Probe {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int LONGEST_ANSWER = 200;
    private static final Duration REST = Duration.ofMillis(5);
    /** So many fresh connections in a row must agree after a reload: workers of before answer for a while beside the new ones. */
    private static final int AGREEING = 20;
    /** Longer than most reloads take; the next one is after twice as long, and so on. */
    private static final Duration FIRST_REPEAT = Duration.ofSeconds(1);

    private final URI listener;
    private final String service;
    private final Duration patience;

    /**
     * @param listener the base address of the listener
     * @param patience how long an answer may stay away or be wrong before the router is given up
     */
    Probe(URI listener, String service, Duration patience) {
        this.listener = listener;
        this.service = service;
        this.patience = patience;
    }

    /** Where it asks, for people. */
    String address() {
        return listener.resolve("/.caravan/" + service).toString();
    }

    /** True when the router answers now as this generation does. */
    boolean answers(String generation) {
        return obeys(said("00"), generation);
    }

    /** What the router says: its generation, and a side or a split. */
    String ask() {
        return said("00");
    }

    /** {@code blind}: the router knows the configuration and cannot see what tells it the split. */
    private static boolean obeys(String said, String generation) {
        return said.startsWith(generation + " ") && !said.endsWith(" blind");
    }

    /**
     * Waits until the router obeys this generation of its configuration everywhere.
     *
     * @param over whether what answered before takes nobody any more; only what is said from then on counts
     * @param again tells the router once more, now and then for as long as it does not obey
     * @return what it said instead at last; null when it does
     */
    String settle(String generation, BooleanSupplier over, Runnable again) {
        long start = System.nanoTime();
        long repeat = FIRST_REPEAT.toNanos();
        int agreed = 0;
        String last = null;
        while (agreed < AGREEING && System.nanoTime() - start < patience.toNanos()) {
            if (agreed == 0 && System.nanoTime() - start > repeat) {
                again.run();
                repeat *= 2;
            }
            if (last != null || over.getAsBoolean()) {
                last = said("00");
                agreed = obeys(last, generation) ? agreed + 1 : 0;
            }
            if (agreed == 0) {
                pause();
            }
        }
        if (agreed < AGREEING) {
            return last == null ? ask() + ", and what ran before still takes connections" : last;
        }
        return null;
    }

    /**
     * Waits until the router obeys a split.
     *
     * @throws CaravanException TARGET_UNUSABLE when it does not in time
     */
    void prove(Split split) {
        long end = System.nanoTime() + patience.toNanos();
        for (String bucket : telling(split)) {
            Side side = Buckets.side(split, bucket);
            String said = said(bucket);
            while (!said.endsWith(" " + side)) {
                if (System.nanoTime() > end) {
                    throw new CaravanException(
                            ErrorCode.TARGET_UNUSABLE,
                            address(),
                            "bucket " + bucket + " shall be on " + side + " at " + split + ", and the router answered '"
                                    + said + "'; see the router's log, and set the share again");
                }
                pause();
                said = said(bucket);
            }
        }
    }

    /** The buckets that tell a split from all others. */
    private static List<String> telling(Split split) {
        List<String> buckets = new ArrayList<>(List.of(Buckets.pinned(Side.V2), Buckets.COHORT));
        if (split.share() > 0) {
            buckets.add(Buckets.name(split.share() - 1));
        }
        if (split.share() < Split.BUCKETS) {
            buckets.add(Buckets.name(split.share()));
        }
        return buckets;
    }

    /** What the router says of a bucket; a sentence about the failure when it says nothing. */
    private String said(String bucket) {
        HttpURLConnection connection = null;
        try {
            URI asked = listener.resolve("/.caravan/" + service + "?bucket=" + bucket);
            connection = (HttpURLConnection) asked.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("Connection", "close");
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                return "status " + status;
            }
            try (InputStream body = connection.getInputStream()) {
                return new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8).strip();
            }
        } catch (IOException e) {
            return "no answer (" + e.getMessage() + ")";
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    /** A short rest between two questions. */
    static void pause() {
        try {
            Sleeper.real().sleep(REST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.INTERRUPTED, "router", "the process is to end; start it again");
        }
    }
}
