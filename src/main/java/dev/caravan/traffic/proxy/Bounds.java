package dev.caravan.traffic.proxy;

import java.time.Duration;

/**
 * How long and how much a listener bears.
 *
 * @param idle how long a caller's connection may rest between requests, and a WebSocket in both directions
 * @param head how long a caller may take from the first byte of a request to the end of its head
 * @param look how often the two are looked at
 * @param connections how many connections an event loop has to a side at most; what comes then waits for one
 */
record Bounds(Duration idle, Duration head, Duration look, int connections) {
    static final Bounds USUAL = new Bounds(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofSeconds(5), 1_024);
}
